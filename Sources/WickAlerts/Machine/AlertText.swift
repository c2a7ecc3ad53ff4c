import WickDomain

/// Numbers, times and foreign words as messages have them.
enum AlertText {
    /// Of a text from elsewhere within a message.
    static let maximumForeignLength = 200

    /// Without characters that could steer a terminal or a chat, and not longer than a message needs.
    static func safe(_ text: String) -> String {
        let kept = text.unicodeScalars.map { scalar -> Character in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: " "
            default: Character(scalar)
            }
        }
        return String(kept.prefix(maximumForeignLength))
    }

    /// "1.25"; the same on every machine.
    static func fixed(_ value: Double, _ places: Int) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return "?" }
        let scale = places == 0 ? 1 : places == 1 ? 10 : 100
        let scaled = Int64((value.magnitude * Double(scale)).rounded())
        let whole = scaled / Int64(scale)
        let rest = scaled % Int64(scale)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return "\(sign)\(whole)" }
        let digits = String(rest)
        return "\(sign)\(whole)." + String(repeating: "0", count: places - digits.count) + digits
    }

    /// "+3.42 %" of 0.0342.
    static func percent(_ fraction: Double) -> String {
        let text = fixed(fraction * 100, 2)
        return (text.hasPrefix("-") ? text : "+\(text)") + " %"
    }

    /// "14:07Z" of "2026-03-02T14:07:00Z".
    static func minute(_ time: Timestamp) -> String { String(time.description.dropFirst(11).prefix(5)) + "Z" }
}
