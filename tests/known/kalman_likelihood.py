"""Makes kalman_likelihood.csv: a random model of three states and two observations.

pip install numpy statsmodels pykalman
python kalman_likelihood.py > kalman_likelihood.csv
"""

import numpy as np
from pykalman import KalmanFilter
from statsmodels.tsa.statespace.mlemodel import MLEModel

rng = np.random.default_rng(20240719)
n, m, steps = 3, 2, 60
F = rng.normal(size=(n, n))
F *= 0.9 / np.max(np.abs(np.linalg.eigvals(F)))
H = rng.normal(size=(m, n))
A, B, C = rng.normal(size=(n, n)), rng.normal(size=(m, m)), rng.normal(size=(n, n))
Q, R, P = A @ A.T, B @ B.T, C @ C.T
x0 = rng.normal(size=n)
y = np.empty((steps, m))
x = rng.multivariate_normal(x0, P)
for t in range(steps):
    if t > 0:
        x = F @ x + rng.multivariate_normal(np.zeros(n), Q)
    y[t] = H @ x + rng.multivariate_normal(np.zeros(m), R)


class Model(MLEModel):
    def __init__(self, endog):
        super().__init__(endog, k_states=n, k_posdef=n)
        self["transition"], self["selection"], self["state_cov"] = F, np.eye(n), Q
        self["design"], self["obs_cov"] = H, R
        self.ssm.initialize_known(x0, P)
        self.ssm.filter_univariate = False


def both(data):
    stats = Model(data).ssm.loglike()
    masked = np.ma.masked_invalid(data)
    py = KalmanFilter(F, H, Q, R, initial_state_mean=x0, initial_state_covariance=P).loglikelihood(masked)
    return stats, py


missing = y.copy()
missing[7:10] = np.nan
smoothed = Model(y).ssm.smooth()
print("# random model, seed 20240719; kalman_likelihood.py made this with statsmodels and pykalman")
print("name,values")
for name, value in {
    "transition": F, "loading": H, "state_noise": Q, "observation_noise": R,
    "initial_covariance": P, "initial_mean": x0, "observations": y,
    "likelihood_statsmodels_pykalman": np.array(both(y)),
    "likelihood_missing_statsmodels_pykalman": np.array(both(missing)),
    "smoothed_mean_0": smoothed.smoothed_state[:, 0],
    "smoothed_covariance_30": smoothed.smoothed_state_cov[:, :, 30],
    "filtered_mean_last": smoothed.filtered_state[:, -1],
}.items():
    print(name + "," + " ".join(repr(float(v)) for v in np.ravel(value)))
