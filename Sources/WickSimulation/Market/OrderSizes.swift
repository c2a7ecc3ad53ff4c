import WickDomain

/// How large orders are: a mixture of what one sees on real venues.
struct OrderSizes: Sendable {
    /// In dollars.
    let medianNotional: Double
    /// Sizes that people and programs type, in units of `Quantity`.
    private static let roundLots: [Asset: [Int64]] = [
        .bitcoin: [100_000, 100_000, 200_000, 500_000, 1_000_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000],
        .ether: [1_000_000, 2_000_000, 5_000_000, 10_000_000, 10_000_000, 20_000_000, 50_000_000, 100_000_000],
    ]
    /// The sizes of programs that probe the book.
    private static let probes: [Asset: [Int64]] = [.bitcoin: [5_000, 10_000, 12_500], .ether: [200_000, 250_000]]

    private let round: [Int64]
    private let probe: [Int64]

    init(_ asset: Asset, parameters: MarketParameters.AssetParameters) {
        medianNotional = parameters.medianNotional
        round = Self.roundLots[asset] ?? []
        probe = Self.probes[asset] ?? []
    }

    /// 30 % round lots, 12 % probes, 18 % round dollar amounts, 40 % log-normal with all eight decimals.
    func draw(at price: Double, scale: Double, lot: Int64, random: inout RandomSource) -> Int64 {
        let kind = random.unit()
        if kind < 0.30 { return random.pick(round) / lot * lot }
        if kind < 0.42 { return random.pick(probe) / lot * lot }
        let dollars =
            kind < 0.60
            ? random.pick([10, 20, 25, 50, 100, 100, 200, 250, 500, 1000, 2500])
            : scale * medianNotional * PortableMath.exp(1.1 * random.normal())
        return Int64((dollars / price * 1e8).rounded(.down)) / lot * lot
    }
}
