/// How much time one candle covers.
public enum Timeframe: String, CaseIterable, Sendable, CustomStringConvertible {
    case oneMinute = "1m"
    case fiveMinutes = "5m"
    case fifteenMinutes = "15m"
    case oneHour = "1h"
    case fourHours = "4h"
    case oneDay = "1d"

    public var duration: Duration { .seconds(minutes * 60) }

    /// Minutes in one candle.
    public var minutes: Int {
        switch self {
        case .oneMinute: 1
        case .fiveMinutes: 5
        case .fifteenMinutes: 15
        case .oneHour: 60
        case .fourHours: 240
        case .oneDay: 1440
        }
    }

    public var description: String { rawValue }
}
