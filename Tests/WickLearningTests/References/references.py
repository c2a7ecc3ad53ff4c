"""Computes references.json with other people's code. Run it again after changing it:

    python3 -m venv venv && venv/bin/pip install numpy scipy scikit-learn statsmodels
    venv/bin/python references.py > references.json

The inputs are made here, by a generator of numpy's, and stand in the result beside what comes of them.
"""

import json

import numpy
import statsmodels.api
from scipy import special, stats
from sklearn.linear_model import Ridge
from sklearn.metrics import mean_absolute_error, mean_squared_error
from statsmodels.stats.proportion import proportion_confint

random = numpy.random.default_rng(20260301)


def diebold_mariano(differences, steps):
    """The long-run variance is statsmodels' (Newey and West, Bartlett), the correction Harvey, Leybourne and Newbold's."""
    n = len(differences)
    model = statsmodels.api.OLS(differences, numpy.ones(n))
    hac = {"maxlags": steps - 1, "use_correction": False}
    fit = model.fit(cov_type="HAC", cov_kwds=hac)
    statistic = fit.tvalues[0] * numpy.sqrt((n + 1 - 2 * steps + steps * (steps - 1) / n) / n)
    return {"statistic": statistic, "p": 2 * stats.t.sf(abs(statistic), n - 1)}


def forecasts():
    n, steps = 400, 5
    moves = random.standard_normal(n + steps) * 0.001
    returns = numpy.array([moves[i : i + steps].sum() for i in range(n)])
    predictions = 0.2 * returns + random.standard_normal(n) * 0.0005
    errors = numpy.abs(predictions - returns)
    return {
        "predictions": predictions.tolist(), "returns": returns.tolist(), "steps": steps,
        "mae": mean_absolute_error(returns, predictions), "rmse": mean_squared_error(returns, predictions) ** 0.5,
        "skill": 1 - errors.sum() / numpy.abs(returns).sum(),
        "dieboldMariano": {str(h): diebold_mariano(numpy.abs(returns) - errors, h) for h in (1, 2, 5, 15)},
    }


def wilson():
    cases = [(53, 100), (0, 10), (10, 10), (1, 3), (48_731, 91_979)]
    return [{"k": k, "n": n, "bounds": proportion_confint(k, n, 0.05, "wilson")} for k, n in cases]


def distributions():
    return {
        "student": [[t, d, 2 * stats.t.sf(t, d)] for t in (0.01, 0.5, 1.96, 4, 12, 40) for d in (1, 3, 29, 999, 5e5)],
        "studentQuantile": [[p, d, stats.t.isf(p / 2, d)] for p in (0.05, 0.01) for d in (1, 4, 29, 999)],
        "chiSquared": [
            [x, d, stats.chi2.sf(x, d)] for x in (0.1, 1, 5, 30, 200) for d in (0.7, 1, 9, 10.5, 100)],
        "beta": [
            [x, a, b, special.betainc(a, b, x)] for x in (0.001, 0.3, 0.5, 0.9) for a in (0.5, 2, 50) for b in (0.5, 7)],
        "normalQuantile": [[p, stats.norm.ppf(p)] for p in (1e-9, 0.001, 0.025, 0.3, 0.5, 0.8, 0.999)],
    }


def deflated(returns, trials, deviation):
    n = len(returns)
    ratio = returns.mean() / returns.std(ddof=1)
    best = 0
    if trials > 1:
        gamma = numpy.euler_gamma
        best = deviation * (
            (1 - gamma) * stats.norm.ppf(1 - 1 / trials) + gamma * stats.norm.ppf(1 - 1 / (trials * numpy.e)))
    skew, kurtosis = stats.skew(returns), stats.kurtosis(returns, fisher=False)
    spread = numpy.sqrt(1 - skew * ratio + (kurtosis - 1) / 4 * ratio**2)
    return stats.norm.cdf((ratio - best) * numpy.sqrt(n - 1) / spread)


def sharpe():
    returns = stats.t.rvs(4, size=300, random_state=random) * 0.001 + 0.0001
    return {
        "returns": returns.tolist(), "perPeriod": returns.mean() / returns.std(ddof=1),
        "skewness": stats.skew(returns), "kurtosis": stats.kurtosis(returns, fisher=False),
        "deflated": [
            {"trials": t, "deviation": d, "value": deflated(returns, t, d)} for t, d in ((1, 0.05), (10, 0.05), (100, 0.02))],
        "deflatedByNull": deflated(returns, 20, 1 / numpy.sqrt(len(returns) - 1)),
    }


def ridge():
    rows, columns, fitted, penalty = 240, 4, 180, 0.1
    features = (random.standard_normal((rows, columns)) * [1, 10, 0.01, 3] + [0, 5, 1, -2]).astype("f4")
    features[::7, 2] = numpy.nan
    labels = (features[:, 0] * 2 + features[:, 1] * 0.3 + random.standard_normal(rows)).astype("f4")
    mean, deviation = numpy.nanmean(features[:fitted], 0), numpy.nanstd(features[:fitted], 0)
    standard = numpy.nan_to_num((features - mean) / deviation)
    model = Ridge(alpha=penalty * fitted).fit(standard[:fitted], labels[:fitted])
    # The intercept of the centred labels is their mean: standardised columns with missing values do not sum to 0 exactly.
    predictions = model.coef_ @ standard[fitted:].T + labels[:fitted].mean()
    coefficients = numpy.linalg.solve(
        standard[:fitted].T @ standard[:fitted] + penalty * fitted * numpy.eye(columns),
        standard[:fitted].T @ (labels[:fitted] - labels[:fitted].mean()))
    assert numpy.allclose(coefficients, model.coef_, atol=1e-4)
    return {
        "features": [[None if numpy.isnan(v) else float(v) for v in row] for row in features],
        "labels": labels.tolist(), "fitted": fitted, "penalty": penalty, "predictions": predictions.tolist(),
    }


def stability():
    reference, sample = random.multinomial(20_000, [0.1] * 10), random.multinomial(700, [0.08] * 5 + [0.12] * 5)
    p, q = ((c + 0.5) / (c.sum() + 5) for c in (reference, sample))
    return {"reference": reference.tolist(), "sample": sample.tolist(), "index": float(((q - p) * numpy.log(q / p)).sum())}


print(json.dumps({
    "forecasts": forecasts(), "wilson": wilson(), "distributions": distributions(), "sharpe": sharpe(),
    "ridge": ridge(), "stability": stability(),
}))
