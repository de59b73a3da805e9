"""Makes the office that all attacks copy: make_office.py DIRECTORY."""

import os
import shutil
import sys

from adversary import scenario


def main(path):
    scenario.find_programs()
    from adversary.office import found
    shutil.rmtree(path, ignore_errors=True)
    os.makedirs(path)
    office = found(path)
    print(f"{office.store.head()['size']} statements, {len(office.facts['people'])} people")


if __name__ == "__main__":
    main(sys.argv[1])
