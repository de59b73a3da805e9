// age_encryption.mjs encrypt WORK DIRECTORY | decrypt WORK DIRECTORY | refuse WORK DIRECTORY
//
// npm's age-encryption over the cases of age_batch.cc, which says what lies in WORK. The module is
// found below the working directory.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const here = createRequire(pathToFileURL(join(process.cwd(), "package.json")));
const age = await import(pathToFileURL(here.resolve("age-encryption")));

const [command, work, directory] = process.argv.slice(2);
const lines = (name) => readFileSync(join(work, name), "utf8").trimEnd().split("\n");
const identities = lines("identities");
const recipients = lines("recipients");
const passphrase = lines("passphrase")[0];
const cases = lines("cases").map((line) => {
  const [name, kind] = line.split(" ");
  return { name, kind: kind.replace("-armor", ""), armor: kind.endsWith("-armor") };
});

async function encrypt({ name, kind, armor }) {
  const encrypter = new age.Encrypter();
  if (kind === "passphrase") {
    encrypter.setScryptWorkFactor(10);
    encrypter.setPassphrase(passphrase);
  } else {
    const count = kind === "several" ? recipients.length : 1;
    for (const recipient of recipients.slice(0, count)) encrypter.addRecipient(recipient);
  }
  const file = await encrypter.encrypt(new Uint8Array(readFileSync(join(work, "plain", name))));
  writeFileSync(join(directory, name), armor ? age.armor.encode(file) : file);
}

// What is in the file, with the key that its kind has; `several` is opened with the second one.
async function open({ name, kind, armor }) {
  const bytes = readFileSync(join(directory, name));
  const file = armor ? age.armor.decode(bytes.toString("latin1")) : new Uint8Array(bytes);
  const decrypter = new age.Decrypter();
  if (kind === "passphrase") decrypter.addPassphrase(passphrase);
  else decrypter.addIdentity(identities[kind === "several" ? 1 : 0]);
  return decrypter.decrypt(file);
}

async function decrypt(one) {
  const plaintext = await open(one);
  if (Buffer.compare(plaintext, readFileSync(join(work, "plain", one.name))) !== 0)
    throw new Error("another plaintext");
}

async function refuse(one) {
  const opened = await open(one).then(() => true, () => false);
  if (opened) throw new Error("a damaged file was opened");
}

let passed = 0;
let failed = 0;
for (const one of cases) {
  try {
    await { encrypt, decrypt, refuse }[command](one);
    ++passed;
  } catch (error) {
    ++failed;
    console.log(`FAILED: ${command} ${one.name} ${one.kind}: ${error.message}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
