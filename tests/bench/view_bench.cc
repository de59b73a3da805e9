// view_bench REQUEST [ROUNDS]: how long the view of a request takes, in the organisation that
// SEKISHO_STORE, SEKISHO_IDENTITY and SEKISHO_STATE_DIR name. The session is open already: what
// that costs is the ledger's, and `ledger_bench` measures it. The first round opens the names.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "workflow/requests/decisions.h"
#include "workflow/requests/requests.h"
#include "workflow/state/resolve.h"

namespace sekisho {
namespace {

std::string Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

using Milliseconds = std::chrono::duration<double, std::milli>;

Result<void> Measure(const std::string& reference, size_t rounds) {
  SystemClock clock;
  SystemRandom random;
  World world;
  world.clock = &clock;
  world.random = &random;
  const Setting setting{Variable("SEKISHO_STORE"), Variable("SEKISHO_IDENTITY"),
                        Variable("SEKISHO_STATE_DIR"), true};
  ASSIGN_OR_RETURN(const std::unique_ptr<Session> session, Session::Open(setting, world));
  ASSIGN_OR_RETURN(const RequestRecord* const request, ResolveRequest(*session, reference));
  std::vector<double> took;
  size_t lines = 0;
  for (size_t round = 0; round < rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    const RequestView view = ViewRequest(*session, *request);
    lines = LinesOf(TermsOf(*session, *view.request)).size();
    took.push_back(Milliseconds(std::chrono::steady_clock::now() - start).count());
  }
  std::cout << "members " << session->state().members().size() << ", requests "
            << session->state().requests().size() << ", lines " << lines << "\n"
            << "first view: " << took.front() << " ms\n";
  std::sort(took.begin(), took.end());
  std::cout << "median of " << rounds << ": " << took[rounds / 2] << " ms\n";
  return {};
}

}  // namespace
}  // namespace sekisho

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: view_bench REQUEST [ROUNDS]\n";
    return 2;
  }
  const size_t rounds = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 100;
  const auto measured = sekisho::Measure(argv[1], std::max<size_t>(rounds, 1));
  if (measured) return 0;
  std::cerr << measured.error().message << "\n";
  return 1;
}
