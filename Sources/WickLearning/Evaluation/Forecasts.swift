public import WickDomain

/// Predictions and what came, in order of time; log returns.
public struct Forecasts: Sendable {
    public let times: [Timestamp]
    public let predictions: [Double]
    public let returns: [Double]

    public init(times: [Timestamp], predictions: [Double], returns: [Double]) {
        precondition(times.count == predictions.count && times.count == returns.count, "columns of different lengths")
        self.times = times
        self.predictions = predictions
        self.returns = returns
    }

    public var count: Int { times.count }
    public var absoluteErrors: [Double] { zip(predictions, returns).map { ($0 - $1).magnitude } }
    /// Of predicting no change.
    public var persistenceErrors: [Double] { returns.map(\.magnitude) }
}
