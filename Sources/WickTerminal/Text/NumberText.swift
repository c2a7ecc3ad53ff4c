import WickDomain

/// Numbers as people read them. ASCII digits, a point, commas between thousands, whatever the locale.
enum NumberText {
    /// A Double with so many decimal places; "–" for what is not finite.
    static func fixed(_ value: Double, places: Int) -> String {
        let scale = (0..<places).reduce(1.0) { power, _ in power * 10 }
        let scaled = (value.magnitude * scale).rounded()
        guard scaled.isFinite, scaled < 9e18 else { return "–" }
        let digits = String(Int64(scaled))
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return sign + padded }
        return sign + padded.dropLast(places) + "." + padded.suffix(places)
    }

    /// As `fixed`, with the sign always there: "+0.42".
    static func signed(_ value: Double, places: Int) -> String {
        let text = fixed(value, places: places)
        return text.hasPrefix("-") || text == "–" ? text : "+" + text
    }

    /// A part as a percentage with its sign: 0.0042 is "+0.42%".
    static func percent(_ part: Double, places: Int = 2) -> String { signed(part * 100, places: places) + "%" }

    /// The exact price with thousands marked and at least so many decimal places: "67,412.50".
    static func price(_ price: Price, places: Int) -> String {
        let parts = price.description.split(separator: ".", maxSplits: 1)
        let fraction = parts.count > 1 ? String(parts[1]) : ""
        let decimals = fraction + String(repeating: "0", count: max(0, places - fraction.count))
        return grouped(String(parts[0])) + (decimals.isEmpty ? "" : ".\(decimals)")
    }

    /// A level on an axis, rounded: "67,412.5".
    static func level(_ value: Double, places: Int) -> String {
        let text = fixed(value, places: places)
        guard let point = text.firstIndex(of: ".") else { return grouped(text) }
        return grouped(String(text[..<point])) + text[point...]
    }

    /// "1,234,567" of "1234567".
    static func grouped(_ digits: String) -> String {
        var result = ""
        for (index, digit) in digits.reversed().enumerated() {
            if index > 0, index % 3 == 0, digit != "-" { result.append(",") }
            result.append(digit)
        }
        return String(result.reversed())
    }

    static func places(of price: Price) -> Int {
        price.description.split(separator: ".", maxSplits: 1).dropFirst().first?.count ?? 0
    }

    /// Three significant digits or so: "1.26", "12.4", "3,120", "1.2M".
    static func amount(_ value: Double) -> String {
        switch value.magnitude {
        case ..<10: fixed(value, places: 2)
        case ..<100: fixed(value, places: 1)
        case ..<10_000: grouped(fixed(value, places: 0))
        case ..<1e6: fixed(value / 1e3, places: 1) + "k"
        case ..<1e9: fixed(value / 1e6, places: 1) + "M"
        default: fixed(value / 1e9, places: 1) + "G"
        }
    }

    static func padded(_ text: String, _ width: Int) -> String {
        String(repeating: " ", count: max(0, width - text.count)) + text
    }
}
