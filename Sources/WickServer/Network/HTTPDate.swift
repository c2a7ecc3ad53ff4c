import WickDomain

/// "Tue, 24 Nov 2026 09:00:00 GMT", the one form of RFC 9110 that is still written.
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    static func text(_ time: Timestamp) -> String {
        let second = time.floored(to: .seconds(1))
        // 1970-01-01 was a Thursday.
        let day = days[Int(second.floored(to: .seconds(86_400)).microseconds / 86_400_000_000 % 7)]
        let parts = second.description.split { $0 == "-" || $0 == "T" || $0 == "Z" }
        let month = Int(parts[1]).map { months[$0 - 1] } ?? ""
        return "\(day), \(parts[2]) \(month) \(parts[0]) \(parts[3]) GMT"
    }
}
