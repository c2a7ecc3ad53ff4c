/// The one source of chance in a simulation: xoshiro256** (Blackman and Vigna, 2018), its state filled by SplitMix64.
/// The same seed and stream give the same numbers on every machine.
public struct RandomSource: RandomNumberGenerator, Sendable {
    private var words: (UInt64, UInt64, UInt64, UInt64)
    /// The second half of the last pair of normal draws.
    private var spareNormal: Double?

    /// - Parameter stream: Sources of one seed and different streams are independent, so that drawing more from one
    ///   part of a simulation leaves the others as they were.
    public init(seed: UInt64, stream: UInt64 = 0) {
        var filler = SplitMix64(state: seed)
        var streamed = SplitMix64(state: filler.next() ^ (stream &* 0xd1b5_4a32_d192_ed03))
        words = (streamed.next(), streamed.next(), streamed.next(), streamed.next())
    }

    public mutating func next() -> UInt64 {
        let result = Self.rotate(words.1 &* 5, by: 7) &* 9
        let shifted = words.1 << 17
        words.2 ^= words.0
        words.3 ^= words.1
        words.1 ^= words.2
        words.0 ^= words.3
        words.2 ^= shifted
        words.3 = Self.rotate(words.3, by: 45)
        return result
    }

    private static func rotate(_ word: UInt64, by count: UInt64) -> UInt64 { (word << count) | (word >> (64 - count)) }
}

/// Steele, Lea and Flood's generator: good for turning any seed, also 0, into well mixed state.
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}

extension RandomSource {
    /// Uniform in [0, 1), a multiple of 2^-53.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    public mutating func chance(_ probability: Double) -> Bool { unit() < probability }

    /// Uniform in 0..<count; the bias is below count / 2^64.
    public mutating func index(below count: Int) -> Int {
        precondition(count > 0, "drawing one of no things")
        return Int(next().multipliedFullWidth(by: UInt64(count)).high)
    }

    public mutating func pick<Element>(_ choices: [Element]) -> Element { choices[index(below: choices.count)] }

    public mutating func uniform(_ low: Double, _ high: Double) -> Double { low + (high - low) * unit() }

    /// With mean 1.
    public mutating func exponential() -> Double { -PortableMath.log(1 - unit()) }

    /// With mean 0 and variance 1, by Marsaglia's polar method: within about 8.6 of 0, since `unit()` has 53 bits.
    public mutating func normal() -> Double {
        if let spare = spareNormal {
            spareNormal = nil
            return spare
        }
        while true {
            let first = 2 * unit() - 1
            let second = 2 * unit() - 1
            let square = first * first + second * second
            guard square > 0, square < 1 else { continue }
            let scale = (-2 * PortableMath.log(square) / square).squareRoot()
            spareNormal = second * scale
            return first * scale
        }
    }

    /// Student's t with three degrees of freedom, redrawn beyond ±10: symmetric, with fat tails and a bound.
    public mutating func student() -> Double {
        while true {
            let parts = (normal(), normal(), normal())
            let square = parts.0 * parts.0 + parts.1 * parts.1 + parts.2 * parts.2
            guard square > 0 else { continue }
            let value = normal() * (3 / square).squareRoot()
            if value.magnitude <= 10 { return value }
        }
    }
}
