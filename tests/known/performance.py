"""Makes performance_*.csv: what other programs give for the same columns.

pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 arch==8.0.0 empyrical-reloaded==0.7.1
python performance.py
"""

import itertools
import warnings

import empyrical
import numpy as np
import statsmodels.api as sm
from arch.bootstrap import MCS, SPA, optimal_block_length
from scipy import stats

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20240917)


def write(name, source, columns):
    names = list(columns)
    rows = max(len(np.atleast_1d(columns[n])) for n in names)
    with open(f"performance_{name}.csv", "w") as file:
        file.write(f"# {source}; made by performance.py\n{','.join(names)}\n")
        for i in range(rows):
            file.write(",".join(repr(float(np.atleast_1d(columns[n])[i])) for n in names) + "\n")


# Skewed, fat-tailed returns that remember the last one.
n = 250
shock = rng.standard_t(4, n) * 0.01 + 0.004 * (rng.random(n) < 0.05) * -8
returns = np.round(shock + 0.006, 6)
returns[1:] = np.round(returns[1:] + 0.3 * returns[:-1], 6)
realized = np.round(np.exp(rng.normal(-9, 0.6, n)), 9)
forecast = np.round(np.exp(0.8 * np.log(realized) + rng.normal(-1.7, 0.3, n)), 9)
write("columns", "random columns, seed 20240917", {"returns": returns, "realized": realized, "forecast": forecast})

down, wealth = np.minimum(returns, 0), np.cumprod(1 + returns)
skew, kurt = stats.skew(returns), stats.kurtosis(returns, fisher=False)


few = np.round(returns[:24] + 0.008, 6)
few_sharpe = few.mean() / few.std(ddof=1)


def psr(skewness, kurtosis):
    spread = np.sqrt(1 - skewness * few_sharpe + (kurtosis - 1) / 4 * few_sharpe**2)
    return stats.norm.cdf(few_sharpe * np.sqrt(len(few) - 1) / spread)



z = (returns - returns.mean()) / returns.std()
ratio = returns.mean() / returns.std()
psi = z - ratio * (z**2 - 1) / 2
hac = sm.OLS(psi, np.ones(n)).fit(cov_type="HAC", cov_kwds={"maxlags": 4})
write("statistics", "empyrical-reloaded 0.7.1 (annualization=365), numpy, scipy and statsmodels on performance_columns.csv", {
    "totalReturn": empyrical.cum_returns_final(returns),
    "annualizedReturn": empyrical.annual_return(returns, annualization=365),
    "volatility": empyrical.annual_volatility(returns, annualization=365),
    "sharpe": empyrical.sharpe_ratio(returns, annualization=365),
    "sortino": empyrical.sortino_ratio(returns, annualization=365),
    "calmar": empyrical.calmar_ratio(returns, annualization=365),
    "omega": empyrical.omega_ratio(returns, annualization=365),
    "maximumDrawdown": -empyrical.max_drawdown(returns),
    "tailRatio": empyrical.tail_ratio(returns),
    "valueAtRisk": -np.quantile(returns, 0.05, method="inverted_cdf"),
    "skewness": skew,
    "rawKurtosis": kurt,
    "normalError": np.sqrt((1 + ratio**2 / 2) / n),
    "iidError": np.sqrt((1 - skew * ratio + (kurt - 1) / 4 * ratio**2) / n),
    "hacError": hac.bse[0],
    # Of the first 24 returns, each 0.008 higher; then what two libraries compute: scipy's default, and an unbiased excess kurtosis.
    "psr": psr(stats.skew(few), stats.kurtosis(few, fisher=False)),
    "psrExcess": psr(stats.skew(few), stats.kurtosis(few)),
    "psrUnbiasedExcess": psr(stats.skew(few, bias=False), stats.kurtosis(few, bias=False)),
    "rho1": sm.tsa.acf(returns, nlags=2)[1],
    "rho2": sm.tsa.acf(returns, nlags=2)[2],
})

fit = sm.OLS(realized, sm.add_constant(forecast)).fit(cov_type="HAC", cov_kwds={"maxlags": 4})
plain = sm.OLS(realized, sm.add_constant(forecast)).fit()
write("mincer_zarnowitz", "statsmodels 0.15.0, OLS with HAC covariance of 4 lags, on performance_columns.csv", {
    "intercept": fit.params[0], "slope": fit.params[1],
    "interceptError": fit.bse[0], "slopeError": fit.bse[1], "rSquared": fit.rsquared,
    "fStatistic": plain.f_test((np.eye(2), [0, 1])).fvalue,
    "wald": fit.wald_test((np.eye(2), [0, 1]), use_f=True, scalar=True).statistic,
    "pValue": fit.wald_test((np.eye(2), [0, 1]), use_f=True, scalar=True).pvalue,
})

# Columns whose dependence is short, long, alternating, absent and not there by chance.
noise = rng.normal(size=(400, 5))
series = np.empty((400, 5))
for j, phi in enumerate([0.0, 0.5, 0.9, -0.6, 0.2]):
    series[0, j] = noise[0, j]
    for t in range(1, 400):
        series[t, j] = phi * series[t - 1, j] + noise[t, j]
series = np.round(series, 4)
write("series", "autoregressions of order 1, seed 20240917", {f"x{j}": series[:, j] for j in range(5)})
lengths = optimal_block_length(series)["stationary"].to_numpy()
write("block_length", "arch 8.0.0, optimal_block_length(...).stationary, of performance_series.csv", {"blockLength": lengths})

# A comparison whose resamples are given, so that two programs must agree to the last count.
T, k, B, block = 60, 5, 99, 4
losses = np.round(rng.gamma(2.0, size=(T, k)) + np.array([0, 0.05, 0.1, 0.3, 0.9]), 4)
draws = np.empty((B, T), dtype=int)
for b in range(B):
    row = rng.integers(T)
    for t in range(T):
        row = rng.integers(T) if t == 0 or rng.random() < 1 / block else (row + 1) % T
        draws[b, t] = row


class Given:
    """Stands in for arch's bootstrap with resamples that are given."""

    def __init__(self, *data):
        self.data = data

    def bootstrap(self, reps):
        for rows in draws[:reps]:
            yield tuple(x[rows] for x in self.data), {}


spa = SPA(losses[:, 3], losses[:, [0, 1, 2, 4]], block_size=block, reps=B)
spa.bootstrap = Given(spa._loss_diff)
spa.compute()
difference = spa._loss_diff
omega = np.sqrt(spa._loss_diff_var)
score = np.sqrt(T) * difference.mean(0) / omega
resampled = np.array([difference[rows].mean(0) for rows in draws])
center = {
    "lower": np.maximum(difference.mean(0), 0),
    "consistent": np.where(spa._valid_columns, difference.mean(0), 0),
    "upper": difference.mean(0),
}
statistic = max(0, score.max())
studentized = {
    name: np.mean([max(0, np.max(np.sqrt(T) * (r - c) / omega)) >= statistic for r in resampled])
    for name, c in center.items()
}
mcs = {}
for method in ["R", "max"]:
    model = MCS(losses, size=0.1, reps=B, block_size=block, method=method)
    model.bootstrap = Given(np.arange(T))
    model.compute()
    mcs[method] = model.pvalues.sort_index()["Pvalue"].to_numpy()
write("losses", "gamma losses of five models, seed 20240917", {f"model{j}": losses[:, j] for j in range(k)})
write("draws", "rows of 99 stationary resamples of 60 rows, blocks of 4 on average, one column per resample", {f"draw{b}": draws[b] for b in range(B)})
write("comparison", "arch 8.0.0 on performance_losses.csv with the rows of performance_draws.csv: reality check (SPA.pvalues, which are not studentized), SPA with arch's variances, MCS p-values per model", {
    "realityCheck": np.full(k, spa.pvalues["upper"]),
    "spaStatistic": np.full(k, statistic),
    "spaLower": np.full(k, studentized["lower"]),
    "spaConsistent": np.full(k, studentized["consistent"]),
    "spaUpper": np.full(k, studentized["upper"]),
    "omega": np.append(omega, np.nan),
    "mcsRange": mcs["R"],
    "mcsMax": mcs["max"],
})


# Annualized ratios and their errors by the delta method on mean and autocovariances, differentiated numerically.
def long_run(columns, lags):
    d = columns - columns.mean(0)
    gamma = [d[l:].T @ d[: len(d) - l] / len(d) for l in range(lags + 1)]
    return gamma[0] + sum((1 - l / (lags + 1)) * (g + g.T) for l, g in enumerate(gamma) if l > 0)


def annual(x, lags, year):
    d, m = x - x.mean(), len(x)
    products = np.zeros((m, lags + 1))
    for j in range(lags + 1):
        products[j:, j] = d[j:] * d[: m - j]
    theta = np.append(x.mean(), products.mean(0))
    weights = np.append(year, 2 * np.maximum(0, year - np.arange(1, lags + 1)))

    def ratio(t):
        return year * t[0] / np.sqrt(weights @ t[1:])

    step = 1e-6 * np.abs(theta)
    gradient = [(ratio(theta + e) - ratio(theta - e)) / (2 * e.sum()) for e in np.diag(step)]
    score = np.column_stack([d, products - products.mean(0)]) @ gradient
    return ratio(theta) * np.sqrt((m - 1) / m), np.sqrt(long_run(score[:, None], lags)[0, 0] / m)


# Ledoit and Wolf (2008), section 3.1: the delta method on two means and two second moments.
def ledoit_wolf(a, b, lags):
    moments = np.column_stack([a, b, a**2, b**2])
    m1, m2, g1, g2 = moments.mean(0)
    v1, v2 = g1 - m1**2, g2 - m2**2
    gradient = np.array([g1 / v1**1.5, -g2 / v2**1.5, -m1 / v1**1.5 / 2, m2 / v2**1.5 / 2])
    error = np.sqrt(gradient @ long_run(moments, lags) @ gradient / len(a))
    difference = m1 / np.sqrt(v1) - m2 / np.sqrt(v2)
    return difference, error, 2 * stats.norm.sf(abs(difference) / error)


# Bailey, Borwein, Lopez de Prado and Zhu (2017): the best of each half in the other one.
def overfitting(trials, blocks):
    n = trials.shape[1]
    rows = [np.flatnonzero(np.arange(n) * blocks // n == b) for b in range(blocks)]
    logits = []
    for inside in itertools.combinations(range(blocks), blocks // 2):
        halves = [np.concatenate([rows[b] for b in range(blocks) if (b in inside) == side]) for side in (True, False)]
        found, then = [trials[:, half].mean(1) / trials[:, half].std(1, ddof=1) for half in halves]
        share = stats.rankdata(then)[found.argmax()] / (len(trials) + 1)
        logits.append(np.log(share / (1 - share)))
    return np.mean(np.array(logits) <= 1e-12), np.mean(logits)


trials = series.T
correlation = np.corrcoef(trials)
eigenvalues = np.linalg.eigvalsh(correlation)
ratios = trials.mean(1) / trials.std(1)
squared = (1 - stats.skew(trials, axis=1) * ratios + (stats.kurtosis(trials, axis=1, fisher=False) - 1) / 4 * ratios**2) / 400
shared = (correlation.sum() - 5) / 20
two_years, twelve = annual(returns, 2, 365), annual(returns, 11, 12)
difference = ledoit_wolf(series[:, 1], series[:, 2], 6)
pbo = overfitting(trials, 10)
write("significance", "numpy 2.4.6 and scipy 1.17.1 on performance_columns.csv (annual: lags 2 and 11 of 365 and 12 periods) and on the columns of performance_series.csv", {
    "annual365": two_years[0], "annualError365": two_years[1],
    "annual12": twelve[0], "annualError12": twelve[1],
    "difference": difference[0], "differenceError": difference[1], "differencePValue": difference[2],
    "overfitting": pbo[0], "meanLogit": pbo[1],
    "eigenvalueCount": np.sqrt(eigenvalues).sum() ** 2 / eigenvalues.sum(),
    "participationCount": eigenvalues.sum() ** 2 / (eigenvalues**2).sum(),
    "trialVariance": (trials.mean(1) / trials.std(1, ddof=1)).var(ddof=1) + shared * squared.mean(),
})
