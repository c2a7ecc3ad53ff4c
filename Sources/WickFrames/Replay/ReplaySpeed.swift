/// How fast recorded time passes in a replay.
public enum ReplaySpeed: Equatable, Sendable, CustomStringConvertible {
    /// So many recorded seconds a second: positive and finite, 1 for the pace at which it was recorded.
    case times(Double)
    /// As fast as frames are taken; no clock is read.
    case max

    /// Reads `max`, `10`, `0.5` or `60x`; nil for anything else, and for what is not above zero.
    public init?(_ text: some StringProtocol) {
        if text == "max" {
            self = .max
            return
        }
        guard let factor = Double(text.hasSuffix("x") ? String(text.dropLast()) : String(text)), factor > 0,
            factor.isFinite
        else { return nil }
        self = .times(factor)
    }

    public var description: String {
        switch self {
        case .times(let factor): factor == factor.rounded() && factor < 1e15 ? "\(Int(factor))x" : "\(factor)x"
        case .max: "max"
        }
    }

    /// How long after the start a frame is due that came `recorded` nanoseconds after the first; rounded up, so that
    /// nothing is early.
    func delayNanoseconds(recorded: Int64) -> Int64 {
        switch self {
        case .max: return 0
        case .times(1): return Swift.max(0, recorded)
        case .times(let factor):
            let delay = (Double(Swift.max(0, recorded)) / factor).rounded(.up)
            // Beyond 292 years never is near enough.
            return Int64(exactly: delay) ?? .max
        }
    }
}
