import WickDomain
import WickFeatures
import WickSimulation

extension MinuteInput {
    /// A random walk of whole minutes.
    static func walk(_ count: Int, seed: UInt64) -> [MinuteInput] {
        var chance = RandomSource(seed: seed)
        return Bar.walk(count, seed: seed).map { bar in
            MinuteInput(
                open: bar.open, high: bar.high, low: bar.low, close: bar.close, volume: bar.volume,
                buyVolume: bar.volume * Double.random(in: 0...1, using: &chance),
                tradeCount: Double(Int.random(in: 1...50, using: &chance)))
        }
    }

    static func flat(at price: Double) -> MinuteInput {
        MinuteInput(open: price, high: price, low: price, close: price, volume: 0, buyVolume: 0, tradeCount: 0)
    }
}

/// Minutes from a Friday evening on.
func openTime(_ minute: Int) -> Timestamp { Timestamp(seconds: 1_732_906_800 + Int64(minute) * 60) }

extension FeatureEngine {
    /// One vector a minute.
    mutating func run(_ own: [MinuteInput], _ other: [MinuteInput]? = nil, from minute: Int = 0) -> [[Double]] {
        own.indices.map { index in
            update(openTime: openTime(minute + index), own: own[index], companion: other?[index] ?? .unknown)
        }
    }
}

/// The same bits, any NaN being the same as any other.
func identical(_ left: [Double], _ right: [Double]) -> Bool {
    left.count == right.count
        && zip(left, right).allSatisfy { $0.bitPattern == $1.bitPattern || $0.isNaN && $1.isNaN }
}
