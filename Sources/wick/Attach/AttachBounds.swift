import WickDomain

/// What rows of a service may say. It is somebody else's program: a number beyond these is none that wick could have sent, and would end in a sum or a
/// picture that does not hold it.
enum AttachBounds {
    /// Of models.
    static let versions = 1...Int(Int32.max)
    /// Rows, trades, outcomes, gaps.
    static let counts = 0...1_000_000_000_000
    /// Units of the base asset a minute: the supply of the most minted coins is below it, and a day of such minutes fits in 128 bits.
    static let largestVolume = Volume(raw: 1_000_000_000_000_000_000_000_000_000_000)
    /// Log returns.
    static let largestReturn = 100.0
    /// Losses, errors and indices.
    static let largestNumber = 1e12
    /// Rounds of a training, and as many losses.
    static let maximumRounds = 10_000
    /// Microseconds; an hour.
    static let largestLatency: Int64 = 3_600_000_000

    /// UTF-8 of an id or a hash.
    static let maximumNameBytes = 256

    static func isName(_ text: String) -> Bool { (1...maximumNameBytes).contains(text.utf8.count) }

    private static let times =
        Timestamp(seconds: 946_684_800)...Timestamp(seconds: 4_102_444_800)

    /// Nil for what is no time of the years 2000 to 2099.
    static func time(_ text: String) -> Timestamp? {
        // Whatever is wrong with it, it is none.
        guard let time = try? Timestamp(iso8601: text), times.contains(time) else { return nil }
        return time
    }

    /// NaN for what is missing, infinite or too large.
    static func number(_ value: Double?) -> Double {
        value.flatMap { $0.magnitude <= largestNumber ? $0 : nil } ?? .nan
    }

    static func count(_ value: Int?) -> Int { min(max(value ?? 0, counts.lowerBound), counts.upperBound) }

    static func isReturn(_ value: Double) -> Bool { value.magnitude <= largestReturn }
}
