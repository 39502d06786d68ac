"""Makes estimators.csv: estimators of volatility, flow and liquidity on small fixed columns.

pip install numpy==2.4.6 scipy==1.17.1 pandas==3.1.1 statsmodels==0.15.0 arch==8.0.0
python estimators.py > estimators.csv

What a package computes is taken from it (named beside the row); the rest is written from the
papers, as matrices and explicit sums and not as the library's running ones.
"""

import numpy as np
import pandas as pd
import statsmodels.api as sm
from arch.univariate import HARX
from scipy import integrate, optimize, stats
from scipy.special import gamma
from statsmodels.tools.numdiff import approx_fprime_cs, approx_hess_cs
from statsmodels.tsa.api import VAR
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.stattools import acf

rng = np.random.default_rng(20250505)
rows = {}


def put(name, *values):
    rows[name] = np.concatenate([np.ravel(np.asarray(v, dtype=float)) for v in values])


# Returns of a noisy price, two of them zero and one a jump.
n = 150
r = np.diff(np.cumsum(rng.normal(0, 1e-3, n + 1)) + rng.normal(0, 5e-4, n + 1))
r[[40, 41]] = 0
r[97] += 0.009
r = np.round(r, 7)
put("returns", r)
Y = np.concatenate([[0], np.cumsum(r)])
RV = r @ r
put("realized_variance", RV)
K = 5
# Zhang, Mykland, Ait-Sahalia (2005): K grids of every K-th price, each its own sum of squares.
grids = [np.sum(np.diff(Y[k::K]) ** 2) for k in range(K)]
average = np.mean(grids)
nbar = (n - K + 1) / K
put("two_scale_5", average - nbar / n * RV, (average - nbar / n * RV) / (1 - nbar / n))
put("subsampled_5", average * n / (n - K + 1))
# Zhang (2006): a_i = 12 i/M^2 (i/M - 1/2 - 1/(2M)) / (1 - 1/M^2).
M = 7
a = np.array([12 * i / M**2 * (i / M - 0.5 - 1 / (2 * M)) / (1 - 1 / M**2) for i in range(1, M + 1)])
scales = [np.mean([np.sum(np.diff(Y[k::i]) ** 2) for k in range(i)]) * n / (n - i + 1) for i in range(1, M + 1)]
put("multi_scale_7", a @ scales)
put("signature_1_3_10", [np.mean([np.sum(np.diff(Y[k::i]) ** 2) for k in range(i)]) * n / (n - i + 1) for i in (1, 3, 10)])


# Realised kernels as a quadratic form r' W r with the Toeplitz matrix of weights.
def parzen(x):
    return np.where(x <= 0.5, 1 - 6 * x**2 + 6 * x**3, np.where(x <= 1, 2 * (1 - x) ** 3, 0))


lag = np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
H = 9
put("kernel_parzen_9", r @ parzen(lag / (H + 1)) @ r)
flat = np.where(lag == 0, 1, np.where(lag <= H, parzen((lag - 1) / H), 0))
put("kernel_flat_top_9", r @ flat @ r)
th2 = np.where(lag <= H, np.sin(np.pi / 2 * (1 - lag / (H + 1)) ** 2) ** 2, 0)
put("kernel_tukey_hanning_9", r @ th2 @ r)

# Jacod et al. (2009), with the finite sums psi1, psi2 and the division by 1 - psi1/(2 k^2 psi2).
k = 8
g = np.minimum(np.arange(k + 1) / k, 1 - np.arange(k + 1) / k)
psi1 = k * np.sum(np.diff(g) ** 2)
psi2 = np.sum(g**2) / k
windows = np.lib.stride_tricks.sliding_window_view(r, k - 1) @ g[1:k]
loss = psi1 / (2 * k**2 * psi2)
put("pre_averaged_8", (n / (n - k + 2) * np.sum(windows**2) / (k * psi2) - loss * RV) / (1 - loss))

mu = lambda p: 2 ** (p / 2) * gamma((p + 1) / 2) / gamma(0.5)
b = np.abs(r)
BV = mu(1) ** -2 * n / (n - 1) * np.sum(b[1:] * b[:-1])
TQ = n * mu(4 / 3) ** -3 * n / (n - 2) * np.sum((b[2:] * b[1:-1] * b[:-2]) ** (4 / 3))
med = np.pi / (6 - 4 * np.sqrt(3) + np.pi) * n / (n - 2) * np.sum(np.median([b[2:], b[1:-1], b[:-2]], axis=0) ** 2)
least = np.pi / (np.pi - 2) * n / (n - 1) * np.sum(np.minimum(b[1:], b[:-1]) ** 2)
put("bipower", BV)
put("tripower_quarticity", TQ)
put("median_minimum", med, least)
put("quarticity", n / 3 * np.sum(r**4))
theta = np.pi**2 / 4 + np.pi - 5
z = (1 - BV / RV) / np.sqrt(theta / n * max(1, TQ / BV**2))
linear = (RV - BV) / np.sqrt(theta / n * TQ)
put("jump_test", z, stats.norm.sf(z), linear, stats.norm.sf(linear))
# Lee, Mykland (2008): spot variance from the K-2 products of the K-1 returns before.
W = 16
put("lee_mykland_16", [r[i] / np.sqrt(np.sum(b[i - W + 2:i] * b[i - W + 1:i - 1]) / (W - 2)) for i in range(W - 1, n)])
centred = r - r.mean()
put("noise", -np.sum(r[1:] * r[:-1]) / (n - 1), RV / (2 * n))
put("roll", 2 * np.sqrt(-np.sum(centred[1:] * centred[:-1]) / (n - 1)))


# Truncation of squares beyond 9 robust variances, made up for by the share of a normal's.
def truncated(i):
    d = (Y[i:] - Y[:-i]) ** 2
    keep = d <= 9 * np.median(d) / stats.chi2.ppf(0.5, 1)
    return np.mean(d[keep]) * stats.chi2.cdf(9, 1) / stats.chi2.cdf(9, 3) * len(d)


put("robust_two_scale_5", (truncated(K) / K - nbar / n * truncated(1)) / (1 - nbar / n))
# pandas: exponential mean of squares, started with the first.
put("ewma_94", pd.Series(r**2).ewm(alpha=0.06, adjust=False).mean())

# Bars of 25 steps; each opens off the last close.
m = 40
steps = rng.normal(3e-5, 4e-4, (m, 25))
path = np.cumsum(steps, axis=1)
gap = rng.normal(0, 3e-4, m)
start = np.cumsum(path[:, -1] + gap) - path[:, -1]
o = np.round(np.exp(start) * 100, 4)
p = np.round(o[:, None] * np.exp(path), 4)
h, l, c = np.maximum(p.max(1), o), np.minimum(p.min(1), o), p[:, -1]
put("open", o), put("high", h), put("low", l), put("close", c)
O, U, D, C = np.log(o), np.log(h / o), np.log(l / o), np.log(c / o)
put("parkinson", (U - D) ** 2 / (4 * np.log(2)))
put("garman_klass", 0.5 * (U - D) ** 2 - (2 * np.log(2) - 1) * C**2)
# The best weights by least variance from the moments of a Brownian bar.
zeta3 = 1.2020569031595942854
log2 = np.log(2)
E = dict(u4=3, u3d=3 - 3 * log2 - 9 / 8 * zeta3, u2d2=3 - 4 * log2, u3c=9 / 4, u2c2=2, uc3=3 / 2,
         udc2=2 - 2 * log2 - 7 / 8 * zeta3, u2dc=9 / 4 - 2 * log2 - 7 / 8 * zeta3, c4=3)
range4 = 2 * E["u4"] - 8 * E["u3d"] + 6 * E["u2d2"]
# R = (u-d)^2, S = c(u+d)-2ud, T = c^2
RS_ = 2 * (E["u3c"] - E["u2dc"]) - 4 * E["u3d"] + 4 * E["u2d2"]
RT = 2 * E["u2c2"] - 2 * E["udc2"]
SS = 2 * E["u2c2"] + 2 * E["udc2"] - 8 * E["u2dc"] + 4 * E["u2d2"]
ST = 2 * E["uc3"] - 2 * E["udc2"]
second = np.array([[range4, RS_, RT], [RS_, SS, ST], [RT, ST, E["c4"]]])
first = np.array([4 * log2, 1 - 2 * (1 - 2 * log2), 1])
w = np.linalg.solve(second, first)
w /= w @ first
put("garman_klass_weights", w)
put("garman_klass_optimal", w @ np.array([(U - D) ** 2, C * (U + D) - 2 * U * D, C**2]))
RS = U * (U - C) + D * (D - C)
put("rogers_satchell", RS)
# Yang, Zhang (2000) over 12 bars, sample variances with n - 1.
N = 12
kappa = 0.34 / (1.34 + (N + 1) / (N - 1))
night = np.append(np.nan, O[1:] - np.log(c[:-1]))
put("yang_zhang_12", [np.var(night[t - N + 1:t + 1], ddof=1) + kappa * np.var(C[t - N + 1:t + 1], ddof=1)
                      + (1 - kappa) * np.mean(RS[t - N + 1:t + 1]) for t in range(N, m)])
close_returns = np.diff(np.log(c))
put("close_to_close_12", [np.var(close_returns[t - N:t], ddof=1) for t in range(N, m)])


# The double sum of the theorem, term by term.
def expected_rs(steps):
    return sum((i * j) ** -0.5 for i in range(1, steps) for j in range(1, steps - i + 1)) / (np.pi * steps)


put("expected_rs_2_25_60", [expected_rs(s) for s in (2, 25, 60)])
beta = -(-1.4603545088095868129) / np.sqrt(2 * np.pi)


def corrected(v, spread, steps, A, B):
    return max(np.roots([1 - 2 * B / steps, -2 * A * spread / np.sqrt(steps), -v])) ** 2


put("corrected_rs_grid", [corrected(RS[t - 9:t + 1].mean(), (U - D)[t - 9:t + 1].mean(), 25, beta, beta**2 - 0.25) for t in range(9, m)])
put("corrected_rs_poisson", [corrected(RS[t - 9:t + 1].mean(), (U - D)[t - 9:t + 1].mean(), 25, np.sqrt(0.5), 0) for t in range(9, m)])
put("annualized_cc", np.sqrt(np.var(close_returns, ddof=1) * 365 * 24))

# HAR: arch's HARX, and statsmodels' OLS with Newey-West errors of 5 lags.
T = 160
v = np.ones(T)
for t in range(1, T):
    v[t] = 0.2 + 0.45 * v[t - 1] + 0.35 * v[max(0, t - 7):t].mean() + 0.15 * rng.standard_exponential() - 0.15
q = v**2 * (1 + 0.3 * rng.random(T))
jump = np.where(rng.random(T) < 0.3, 0.2 * v * rng.random(T), 0)
v, q, jump = np.round(v, 6), np.round(q, 6), np.round(jump, 6)
put("har_variance", v), put("har_quarticity", q), put("har_jump", jump)
for lags in ([1, 7, 30], [1, 5, 22]):
    fit = HARX(v, lags=lags, constant=True).fit(disp="off")
    put(f"har_arch_{lags[1]}_{lags[2]}", fit.params[["Const", *[x for x in fit.params.index if x.startswith("y[")]]], fit.rsquared)


def har(columns, lags):
    means = lambda x: [pd.Series(x).rolling(s).mean() for s in lags]
    X = pd.concat(columns(means), axis=1).shift(1)
    both = X.assign(y=v).dropna()
    fit = sm.OLS(both["y"].to_numpy(), sm.add_constant(both.drop(columns="y").to_numpy())).fit(
        cov_type="HAC", cov_kwds={"maxlags": 5, "use_correction": False})
    return fit.params, fit.bse, fit.rsquared


put("har_statsmodels", *har(lambda f: f(v), [1, 7, 30]))
put("harq_statsmodels", *har(lambda f: [*f(v), pd.Series(np.sqrt(q) * v)], [1, 7, 30]))
put("har_cj_statsmodels", *har(lambda f: [*f(v - jump), *f(jump)], [1, 7, 30]))

# Flow: quotes, trades, bars.
size = 60
bid = 100 + np.cumsum(rng.integers(-1, 2, size)) * 0.5
ask = bid + rng.integers(1, 3, size) * 0.5
bidq, askq = rng.integers(1, 20, size).astype(float), rng.integers(1, 20, size).astype(float)
put("quotes", bid, bidq, ask, askq)
e = np.zeros(size)
for t in range(1, size):  # Cont, Kukanov, Stoikov (2014), case by case
    e[t] += bidq[t] if bid[t] > bid[t - 1] else -bidq[t - 1] if bid[t] < bid[t - 1] else bidq[t] - bidq[t - 1]
    e[t] -= askq[t] if ask[t] < ask[t - 1] else -askq[t - 1] if ask[t] > ask[t - 1] else askq[t] - askq[t - 1]
put("order_flow_imbalance", e[1:])
move = 0.02 * e + rng.normal(0, 0.3, size)
move = np.round(move, 4)
put("price_change", move)
pooled = sm.OLS(move[1:], sm.add_constant(e[1:])).fit()
put("flow_regression", pooled.params[::-1], pooled.bse[1], pooled.rsquared)
each = [sm.OLS(move[s:s + 12], sm.add_constant(e[s:s + 12])).fit().rsquared for s in range(0, size, 12)]
later = [sm.OLS(move[s + 1:s + 13], sm.add_constant(e[s:s + 12])).fit().rsquared for s in range(0, size - 12, 12)]
put("flow_regression_windows", np.mean(each), np.mean(later), sm.OLS(move[1:], sm.add_constant(e[:-1])).fit().rsquared)
put("kyle_lambda_20", [sm.OLS(move[t - 19:t + 1], sm.add_constant(e[t - 19:t + 1])).fit().params[1] for t in range(19, size)])
turnover = np.round(rng.exponential(1e5, size), 2)
put("turnover", turnover)
put("amihud_15", (pd.Series(np.abs(move)) / turnover).rolling(15).mean().dropna())
sides = rng.integers(0, 2, 200)
sides[1::2] = np.where(rng.random(100) < 0.7, sides[::2], sides[1::2])
quantity = np.round(rng.exponential(2, 200), 3) + 0.001
put("sides", sides), put("quantity", quantity)
eps = 1 - 2 * sides
# statsmodels takes the mean off before it multiplies, the library after: a difference of order 1/n.
put("sign_acf_statsmodels", acf(eps, nlags=10, adjusted=True, fft=False)[[1, 2, 5, 10]])
put("sign_acf_1_2_5_10", [(np.mean(eps[k:] * eps[:-k]) - eps.mean() ** 2) / eps.var() for k in (1, 2, 5, 10)])
# VPIN: fill buckets of 25 along the running volume; the buy volume up to any volume is interpolated.
edge = np.concatenate([[0], np.cumsum(quantity)])
bought = np.concatenate([[0], np.cumsum(quantity * (1 - sides))])
ends = 25 * np.arange(int(edge[-1] // 25) + 1)
buys = np.diff(np.interp(ends, edge, bought))
put("vpin_25_4", pd.Series(np.abs(2 * buys - 25) / 25).rolling(4).mean().dropna())
# Bulk classification: scipy's normal and Student's t of the change over the deviation of 10 before.
deviation = pd.Series(move).rolling(10).std().shift(1)
put("bulk_normal_10", stats.norm.cdf(move / deviation)[10:])
put("bulk_student_10", stats.t.cdf(move / deviation, 0.25)[10:])
put("bulk_baseline_student", [integrate.quad(lambda x: (2 * stats.t.cdf(x, nu) - 1) * 2 * stats.norm.pdf(x), 0, np.inf, epsabs=1e-13, limit=500)[0]
                              for nu in (0.1, 0.25, 1, 5)])

# Hawkes: the log-likelihood as a double sum from the first event, and scipy's maximum of it.
times = []
at, excited = 0.0, 0.0
while len(times) < 300:
    bound = 0.6 + 0.9 * excited
    wait = rng.exponential(1 / bound)
    at += wait
    excited *= np.exp(-1.8 * wait)
    if rng.random() * bound <= 0.6 + 0.9 * excited:
        times.append(at)
        excited += 1
times = np.round(np.array(times), 5)
put("hawkes_seconds", times)


def log_likelihood(x):
    base, jump_size, decay = x
    gaps = np.subtract.outer(times, times)
    past = np.tril(np.exp(-decay * np.where(gaps > 0, gaps, 0)), -1)
    rate = base + jump_size * past.sum(1)
    total = base * (times[-1] - times[0]) + jump_size / decay * np.sum(1 - np.exp(-decay * (times[-1] - times)))
    return np.sum(np.log(rate[1:])) - total


best = optimize.minimize(lambda x: -log_likelihood(np.exp(x)), np.log([0.5, 0.8, 1.5]), method="Nelder-Mead",
                         options=dict(xatol=1e-11, fatol=1e-12, maxiter=20000))
base, jump_size, decay = np.exp(best.x)
put("hawkes_fit", base, jump_size / decay, decay, -best.fun)
put("hawkes_intensity", [0.6 + 0.9 * np.sum(np.exp(-1.8 * (times[i] - times[:i + 1]))) for i in range(0, 300, 37)])
waits = np.diff(times)
put("kolmogorov", stats.kstest(waits / waits.mean(), "expon").statistic)

# Trades joined to the quote strictly before (pandas), effective and realised spread of 3 s.
quote_time = np.cumsum(rng.integers(0, 3, size)) * 1_000_000
trade_time = np.sort(rng.choice(quote_time, 30))
price = np.round(bid[np.searchsorted(quote_time, trade_time)] + rng.integers(0, 3, 30) * 0.5, 1)
maker = rng.integers(0, 2, 30)
put("quote_time", quote_time), put("trade_time", trade_time), put("trade_price", price), put("trade_maker", maker)
quotes = pd.DataFrame(dict(time=quote_time, mid=(bid + ask) / 2))
trades = pd.DataFrame(dict(time=trade_time))
before = pd.merge_asof(trades, quotes, on="time", allow_exact_matches=False)["mid"].to_numpy()
horizon = pd.merge_asof(pd.DataFrame(dict(time=trade_time + 3_000_000)), quotes, on="time", allow_exact_matches=False)["mid"].to_numpy()
horizon = np.where(trade_time + 3_000_000 <= quote_time[-1], horizon, np.nan)
side = 1 - 2 * maker
put("effective_spread", 2 * side * (price - before))
put("realized_spread", 2 * side * (price - horizon))
# Robust z-score: pandas' rolling medians, scipy's quartile.
median = pd.Series(move).rolling(11).median()
mad = pd.Series(move).rolling(11).apply(lambda x: np.median(np.abs(x - np.median(x))), raw=True)
put("robust_z_11", ((move - median) / (mad / stats.norm.ppf(0.75))).dropna())
put("z_11", ((move - pd.Series(move).rolling(11).mean()) / pd.Series(move).rolling(11).std()).dropna())
# Stoikov (2018), toy chain: numpy's solution of (1 - B) G = G1 with G antisymmetric.
Q = np.array([[0.6, 0.2, 0.05], [0.15, 0.5, 0.15], [0.05, 0.2, 0.6]])
R1 = np.array([[0.12, 0.03], [0.1, 0.1], [0.03, 0.12]])
down, up = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])
R2 = np.outer(R1[:, 0], down) + np.outer(R1[:, 1], up)
inverse = np.linalg.inv(np.eye(3) - Q)
G1, B = inverse @ (R1 @ [-0.5, 0.5]), inverse @ R2
G = np.zeros(3)
term = G1.copy()
for _ in range(400):
    G, term = G + term, B @ term
put("micro_price_toy", G)

# Meilijson (2011): a falling bar is turned over, with the four weights of the paper.
down = C < 0
cc, hh, ll = np.abs(C), np.where(down, -D, U), np.where(down, -U, D)
rise, fall = hh - cc, -ll
put("meilijson", 0.273520 * 2 * (rise**2 + fall**2) + 0.160358 * cc**2 + 0.365212 * 2 * (rise + fall) * cc
    + 0.200910 * rise * fall / (2 * np.log(2) - 1.25))

# Hasbrouck (2009): OLS of returns on sums of signed roots; ten trades to a bar.
worth = 100 * quantity
root = (1 - 2 * sides) * np.sqrt(worth)
bar_flow = root.reshape(20, 10).sum(1)
bar_return = np.round(1e-4 * bar_flow / 15 + rng.normal(0, 1e-4, 20), 7)
put("hasbrouck_return", bar_return)
put("hasbrouck_lambda_12", [sm.OLS(bar_return[t - 11:t + 1], sm.add_constant(bar_flow[t - 11:t + 1])).fit().params[1] for t in range(11, 20)])

# Hasbrouck (1991): statsmodels' VAR of trade and price change, shocks in this order (Cholesky).
change = np.zeros(200)
shock = rng.normal(0, 1, 200)
for t in range(1, 200):
    change[t] = 0.4 * eps[t] + 0.15 * eps[t - 1] - 0.2 * change[t - 1] + shock[t]
change = np.round(change, 5)
put("var_change", change)
var = VAR(np.column_stack([eps, change])).fit(3)
factor = np.linalg.cholesky(var.sigma_u_mle)
responses = np.cumsum(var.ma_rep(12), axis=0) @ (factor / np.diag(factor))
to_trade, to_price = responses[:, 1, 0], responses[:, 1, 1]
of_trades, of_prices = (to_trade[-1] * factor[0, 0]) ** 2, (to_price[-1] * factor[1, 1]) ** 2
put("trade_information_3_12", to_trade, of_trades / (of_trades + of_prices), of_trades + of_prices, factor[1, 1] ** 2, factor[0, 0] ** 2)

# Stoikov (2018) from quotes: steps and their mirror images counted one by one, states of both
# spreads by three bins, the series summed.
bins, widest, tick = 3, 2, 0.5
depth = np.array([[12., 3.], [5., 9.], [8., 8.], [2., 11.], [7., 1.], [6., 5.]])
rows_ = 400
place = rng.integers(0, 6, rows_)
bq, aq = depth[place].T
lean = (bq - aq) / (bq + aq)
mid = np.cumsum(np.where(rng.random(rows_) < 0.3, np.sign(rng.random(rows_) - 0.5 + 0.4 * np.roll(lean, 1)), 0))
wide = rng.integers(1, 3, rows_)
b = 100 + 0.5 * (mid - wide // 2)
a_ = b + 0.5 * wide
put("book", b, bq, a_, aq)
share = np.minimum(np.floor(bins * (bq / (bq + aq))), bins - 1).astype(int)
state = (wide - 1) * bins + share
other = (wide - 1) * bins + bins - 1 - share
many = bins * widest
stay, step, moved = np.zeros((many, many)), np.zeros((many, many)), np.zeros(many)
for t in range(1, rows_):
    ticks = ((b[t] + a_[t]) - (b[t - 1] + a_[t - 1])) / (2 * tick)
    for s, sign in ((state, 1), (other, -1)):
        (stay if ticks == 0 else step)[s[t - 1], s[t]] += 1
        moved[s[t - 1]] += sign * ticks
total = (stay + step).sum(1)
Q, R2 = stay / total[:, None], step / total[:, None]
inverse = np.linalg.inv(np.eye(many) - Q)
G1, B = inverse @ (moved / total), inverse @ R2
G, term = np.zeros(many), G1.copy()
for _ in range(2000):
    G, term = G + term, B @ term
put("micro_price_book", G1, G, total)

# Ornstein-Uhlenbeck at uneven times: the likelihood of all three numbers, scipy's maximum,
# errors from statsmodels' complex-step Hessian.
gaps = np.round(rng.exponential(1, 90) + 0.05, 3)
hours = np.round(np.concatenate([[0], np.cumsum(gaps)]), 3)
level = np.zeros(91)
for t in range(1, 91):
    phi = np.exp(-0.25 * (hours[t] - hours[t - 1]))
    level[t] = 0.3 + (level[t - 1] - 0.3) * phi + np.sqrt(0.4**2 * (1 - phi**2) / 0.5) * rng.normal()
level = np.round(level, 5)
put("ou_hours", hours), put("ou_level", level)


def ou(x, stationary=False):
    speed, mean, sigma = x
    phi = np.exp(-speed * np.diff(hours))
    Q = sigma**2 * (1 - phi**2) / (2 * speed)
    e = level[1:] - mean - (level[:-1] - mean) * phi
    out = -0.5 * np.sum(np.log(2 * np.pi * Q) + e**2 / Q)
    if stationary:
        V = sigma**2 / (2 * speed)
        out -= 0.5 * (np.log(2 * np.pi * V) + (level[0] - mean) ** 2 / V)
    return out


for start in (False, True):
    x = np.array([0.2, 0.3, 0.4])
    for _ in range(50):  # Newton with complex-step derivatives
        x = x - np.linalg.solve(approx_hess_cs(x, ou, args=(start,)), approx_fprime_cs(x, ou, args=(start,)))
    error = np.sqrt(np.linalg.inv(-approx_hess_cs(x, ou, args=(start,)))[0, 0])
    name = "ou_stationary" if start else "ou_conditional"
    put(name, x, x[2] ** 2 / (2 * x[0]), ou(x, start))
    put(name + "_error", error)
    if not start:
        mean_gap = np.mean(np.diff(hours))
        raised = (90 * np.exp(-x[0] * mean_gap) + 1) / 87
        speed = -np.log(raised) / mean_gap
        reach = stats.norm.ppf(0.975) * error
        put("ou_half_life", np.log(2) / speed, np.log(2) / (speed + reach), np.log(2) / (speed - reach) if speed > reach else np.inf, np.log(2) / x[0])
# At even gaps: statsmodels' AutoReg.
put("ou_even_speed", -np.log(AutoReg(level, 1).fit().params[1]))

print("# numpy 2.4.6, scipy 1.17.1, pandas 3.1.1, statsmodels 0.15.0, arch 8.0.0; made by estimators.py, which says what is whose")
print("name,values")
for name, value in rows.items():
    print(name + "," + " ".join(repr(float(x)) for x in value))
