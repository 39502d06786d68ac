"""Makes covariance_shrinkage.csv: shrunk covariances of returns that an integer recipe makes.

pip install numpy pandas scikit-learn mpmath nonlinshrink==0.7
git clone https://github.com/pald22/covShrinkage
python covariance_shrinkage.py covShrinkage > covariance_shrinkage.csv

The modules of covShrinkage run at import on a file of their author's: only what stands before
that is executed. QIS takes eigenvectors from numpy.linalg.eig, which are not orthogonal where zero is
an eigenvalue more than once (by 0.58 at 30 symbols over 25 rows): eigh stands in its place. Where
eigenvalues are far apart, double precision loses nine digits of the analytical formula's logarithms
(nonlinshrink): those rows are summed in 50 digits by mpmath, and the package's come with it as
"analytical double". A row is a case: symbols, rows, estimator, sklearn's convention or Ledoit and
Wolf's, the trace, the sum of squares, the entries (0, 0), (0, 1), (1, 2) and (p-1, p-2), and the
intensity where the reference says it.
"""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from mpmath import mp
from sklearn.covariance import ledoit_wolf

import numpy.matlib  # covCor asks for it

mp.dps = 50

sys.path.insert(0, str(Path(__file__).parent))
spec = importlib.util.find_spec("nonlinshrink.nonlinshrink")
nonlinear = importlib.util.module_from_spec(spec)
spec.loader.exec_module(nonlinear)


def load(name):
    text = (Path(sys.argv[1]) / f"{name}.py").read_text()
    start = text.index(f"def {name}(")
    end = text.index("df = pd.read_csv", start)
    scope = {"np": np, "pd": pd, "math": __import__("math")}
    code = text[start : text.rindex("\n", start, end)]
    exec(code.replace("np.linalg.eig(", "np.linalg.eigh("), scope)
    return scope[name]


def returns(p, n):
    """((37 (k + 1) (i + 2) + 11 (k + 1)^2 + 5 i^3) mod 101) - 50, plus (k^2 mod 17) (i + 1) mod 7."""
    k, i = np.mgrid[0:n, 0:p]
    noise = (37 * (k + 1) * (i + 2) + 11 * (k + 1) ** 2 + 5 * i**3) % 101 - 50
    return (noise + 5 * ((k**2) % 17) * ((i + 1) % 7)) / 100.0


def analytical(X):
    """Ledoit and Wolf (2020), equations 4.3, 4.7 to 4.9, C.4, C.5 and C.8."""
    N, p = X.shape
    n = N - 1
    X = mp.matrix(np.round(X * 100).astype(int).tolist()) / 100
    mean = [sum(X[k, i] for k in range(N)) / N for i in range(p)]
    C = mp.matrix(N, p)
    for k in range(N):
        for i in range(p):
            C[k, i] = X[k, i] - mean[i]
    S = C.T * C / n
    values, U = mp.eigsy(S)
    zeros = max(0, p - n)
    lam = [values[i] for i in range(zeros, p)]
    width, edge = mp.mpf(n) ** (mp.mpf(-1) / 3), mp.sqrt(5)
    count = len(lam)
    shrunk = []
    for x in lam:
        f = h = mp.mpf(0)
        for y in lam:
            w = width * y
            u = (x - y) / w
            cap = 1 - u * u / 5
            f += 3 / (4 * edge) * max(cap, 0) / w
            h += (-3 * u / (10 * mp.pi) + 3 / (4 * edge * mp.pi) * cap * mp.log(abs((edge - u) / (edge + u)))) / w
        f, h = f / count, h / count
        c = mp.mpf(p) / n
        if zeros == 0:
            shrunk.append(x / ((mp.pi * c * x * f) ** 2 + (1 - c - mp.pi * c * x * h) ** 2))
        else:
            shrunk.append(x / (mp.pi**2 * x**2 * (f**2 + h**2)))
    if zeros:
        h = width
        bracket = 3 / (10 * h**2) + 3 / (4 * edge * h) * (1 - 1 / (5 * h**2)) * mp.log((1 + edge * h) / (1 - edge * h))
        at = bracket / mp.pi * sum(1 / x for x in lam) / count
        shrunk = [1 / (mp.pi * mp.mpf(p - n) / n * at)] * zeros + shrunk
    out = U * mp.diag(shrunk) * U.T
    return np.array(out.tolist(), dtype=float)


rows = []
for p, n in [(3, 14), (10, 40), (30, 25), (20, 60)]:
    X = returns(p, n)
    cases = []
    matrix, intensity = ledoit_wolf(X)
    cases.append(("identity", "observations", matrix, intensity))
    for name, module in [
        ("identity", "cov1Para"),
        ("constantCorrelation", "covCor"),
        ("singleFactor", "covMarket"),
        ("quadraticInverse", "QIS"),
    ]:
        matrix = np.asarray(load(module)(pd.DataFrame(X.copy())), dtype=complex).real
        cases.append((name, "degreesOfFreedom", matrix, np.nan))
    matrix = nonlinear.shrink_cov(X.copy())
    cases.append(("analytical double", "degreesOfFreedom", matrix, np.nan))
    cases.append(("analytical", "degreesOfFreedom", analytical(X), np.nan))
    for name, divisor, S, intensity in cases:
        numbers = [np.trace(S), (S * S).sum(), S[0, 0], S[0, 1], S[1, 2], S[p - 1, p - 2], intensity]
        rows.append([p, n, name, divisor, *(f"{x:.15e}" for x in numbers)])

print(
    "# covariance_shrinkage.py made this with scikit-learn (identity by observations), "
    "covShrinkage a03fe68 (Ledoit and Wolf's programs) mpmath in 50 digits (analytical) and nonlinshrink 0.7 (analytical double)"
)
print("symbols,rows,estimator,divisor,trace,squares,first,second,third,last,intensity")
for row in rows:
    print(",".join(map(str, row)))
