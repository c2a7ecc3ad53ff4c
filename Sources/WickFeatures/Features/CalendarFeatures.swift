import Glibc
import WickDomain

/// Hour and weekday as points on a circle, so that 23:00 is near 0:00 and Sunday near Monday. Known in every minute.
struct CalendarFeatures: FeatureGroup {
    static let title = "Calendar"
    static let definitions = [
        definition("hour_sin", "sin(2 pi * UTC hour / 24)"), definition("hour_cos", "cos(2 pi * UTC hour / 24)"),
        definition("weekday_sin", "sin(2 pi * UTC weekday / 7), Monday is 0"),
        definition("weekday_cos", "cos(2 pi * UTC weekday / 7), Monday is 0"),
    ]

    private static func definition(_ name: String, _ formula: String) -> FeatureDefinition {
        FeatureDefinition(name, unit: "-1 to 1", formula: formula, warmUp: 1, inputs: [.openTime])
    }

    private let hours = Self.circle(24)
    private let weekdays = Self.circle(7)

    init() {}

    mutating func update(_ minute: borrowing FeatureMinute, into output: inout FeatureWriter) {
        let hour = Int(minute.openTime.floored(toMicroseconds: 3_600_000_000) / 3_600_000_000)
        let day = Int(minute.openTime.floored(toMicroseconds: 86_400_000_000) / 86_400_000_000)
        let hourOfDay = hours[hour - day * 24]
        // 1970 began on a Thursday.
        let weekday = weekdays[((day + 3) % 7 + 7) % 7]
        output.write(hourOfDay.x)
        output.write(hourOfDay.y)
        output.write(weekday.x)
        output.write(weekday.y)
    }

    private static func circle(_ points: Int) -> [SIMD2<Double>] {
        (0..<points).map { point in
            let angle = 2 * Double.pi * Double(point) / Double(points)
            return SIMD2(sin(angle), cos(angle))
        }
    }
}

extension Timestamp {
    /// As `floored(to:)` without arithmetic on `Duration`, which is done out of line.
    fileprivate func floored(toMicroseconds width: Int64) -> Int64 {
        let remainder = microseconds % width
        // Beyond the ends of time the calendar is idle, but adding up must not trap.
        return microseconds &- (remainder < 0 ? remainder + width : remainder)
    }
}
