/// How often the direction was right, among forecasts whose outcomes share no minute. Where prediction or return is
/// exactly 0 there is no direction, and the forecast does not count.
public struct HitRate: Equatable, Sendable {
    /// Nil where nothing counted.
    public let interval: WilsonInterval?
    public let count: Int
    /// What always naming the direction that came more often would have hit.
    public let majorityRate: Double?

    public init(_ forecasts: Forecasts, horizon: Duration) {
        var picker = NonOverlapping(horizon: horizon)
        var hits = 0
        var rises = 0
        var counted = 0
        for row in 0..<forecasts.count where picker.takes(forecasts.times[row]) {
            let prediction = forecasts.predictions[row]
            let observed = forecasts.returns[row]
            guard prediction != 0, observed != 0 else { continue }
            counted += 1
            if (prediction > 0) == (observed > 0) { hits += 1 }
            if observed > 0 { rises += 1 }
        }
        count = counted
        interval = WilsonInterval(successes: hits, of: counted)
        majorityRate = counted == 0 ? nil : Double(max(rises, counted - rises)) / Double(counted)
    }
}
