import WickDomain

/// Moments as clock times, in UTC or at an offset that is always printed beside them.
struct TimeText {
    /// Of local time from UTC; 0 for UTC itself.
    let offsetSeconds: Int
    let isLocal: Bool

    /// "UTC" or "UTC+02:00".
    var zone: String {
        guard isLocal else { return "UTC" }
        let minutes = abs(offsetSeconds) / 60
        let text = "\(Self.two(minutes / 60)):\(Self.two(minutes % 60))"
        return "UTC\(offsetSeconds < 0 ? "-" : "+")\(text)"
    }

    /// "14:02".
    func minute(_ time: Timestamp) -> String { String(text(time).dropFirst(11).prefix(5)) }
    /// "14:02:31".
    func second(_ time: Timestamp) -> String { String(text(time).dropFirst(11).prefix(8)) }
    /// "03-02 14:02".
    func dayAndMinute(_ time: Timestamp) -> String {
        String(text(time).dropFirst(5).prefix(11)).replacing("T", with: " ")
    }
    /// "03-02".
    func day(_ time: Timestamp) -> String { String(text(time).dropFirst(5).prefix(5)) }

    private func text(_ time: Timestamp) -> String {
        (time + .seconds(offsetSeconds)).floored(to: .seconds(1)).description
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// A length of time in one or two units: "0.2 s", "34 s", "3 min", "3 h 05", "12 d".
    static func length(_ duration: Duration) -> String {
        let seconds = max(0, duration.seconds)
        switch seconds {
        case ..<9.95: return NumberText.fixed(seconds, places: 1) + " s"
        case ..<120: return "\(Int(saturating: seconds)) s"
        case ..<7200: return "\(Int(saturating: seconds) / 60) min"
        case ..<172_800: return "\(Int(saturating: seconds) / 3600) h"
        default: return "\(Int(saturating: seconds) / 86_400) d"
        }
    }

    /// Minutes and seconds left: "4:07".
    static func countdown(_ duration: Duration) -> String {
        let seconds = max(0, Int(saturating: duration.seconds.rounded(.up)))
        if seconds >= 3600 { return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))" }
        return "\(seconds / 60):\(two(seconds % 60))"
    }
}
