import WickDomain

/// The forecasts of all folds, one after the other.
struct PooledForecasts {
    let forecasts: Forecasts
    let ridgeErrors: [Double]
    let halfWidths: [Double]
    let results: [WalkForward.FoldForecast]

    init(_ results: [WalkForward.FoldForecast]) {
        self.results = results
        forecasts = Forecasts(
            times: results.flatMap(\.forecasts.times), predictions: results.flatMap(\.forecasts.predictions),
            returns: results.flatMap(\.forecasts.returns))
        ridgeErrors = zip(results.flatMap(\.ridge), forecasts.returns).map { ($0 - $1).magnitude }
        halfWidths = results.flatMap(\.halfWidths)
    }

    /// The share of outcomes within their intervals.
    var coverage: Double {
        Mean.of(zip(forecasts.absoluteErrors, halfWidths).map { $0 <= $1 ? 1 : 0 })
    }
}
