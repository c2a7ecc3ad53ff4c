/// Numbers for people, without a formatter: rounded to so many places, "-" for what is not known.
enum DecimalPlaces {
    static func text(_ value: Double?, places: Int) -> String {
        guard let value, value.isFinite, value.magnitude < 1e12 else { return "-" }
        var unit = 1
        for _ in 0..<places { unit *= 10 }
        let scaled = Int((value.magnitude * Double(unit)).rounded())
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard places > 0 else { return "\(sign)\(scaled)" }
        let fraction = String(scaled % unit)
        return "\(sign)\(scaled / unit).\(String(repeating: "0", count: places - fraction.count))\(fraction)"
    }
}
