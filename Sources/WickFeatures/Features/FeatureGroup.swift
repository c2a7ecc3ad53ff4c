import WickDomain

/// Features that belong together, with the state that they need. Values are written in the order in which they are declared.
protocol FeatureGroup: Sendable {
    static var title: String { get }
    static var definitions: [FeatureDefinition] { get }

    init()

    mutating func update(_ minute: borrowing FeatureMinute, into output: inout FeatureWriter)
}

/// One minute, with what several groups need of it.
struct FeatureMinute {
    let openTime: Timestamp
    let own: MinuteInput
    let companion: MinuteInput
    let sentiment: SentimentReading
    /// ln(c / c₋₁).
    let logReturn: Double
    /// ln(c / o).
    let logBody: Double
    /// ln(h / o).
    let logHigh: Double
    /// ln(l / o).
    let logLow: Double
}

/// The next places of a vector that is being made.
struct FeatureWriter {
    private var place: UnsafeMutablePointer<Double>

    init(_ place: UnsafeMutablePointer<Double>) { self.place = place }

    @inline(__always)
    mutating func write(_ value: Double) {
        place.pointee = value
        place += 1
    }

    /// How many values were written since this place.
    func count(since start: UnsafeMutablePointer<Double>) -> Int { place - start }
}
