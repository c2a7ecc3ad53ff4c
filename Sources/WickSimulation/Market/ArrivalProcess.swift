import WickDomain

/// When orders come: a pair of Hawkes processes that excite themselves and, less, each other.
///
/// The intensity of asset i, in orders a second, is
/// `m_i(t) + d_i(t) + sum over past orders of n_ij * (0.5 * 4 exp(-4 a) + 0.5 / 40 exp(-a / 40))`,
/// where a is the order's age in seconds, n_ii = 0.55 and n_ij = 0.06: on average 0.61 further orders follow from one.
struct ArrivalProcess: Sendable {
    private static let ownOffspring = 0.55
    private static let otherOffspring = 0.06
    /// Decay of the two kernels a second: answers within the second, and spells of interest.
    private static let fastDecay = 4.0
    private static let slowDecay = 1.0 / 40

    /// Orders a second that nothing excited, in an average hour.
    private let baseline: AssetPair<Double>
    private var background: AssetPair<Double>
    private var pressure = AssetPair(repeating: 0.0)
    private var fast = AssetPair(repeating: 0.0)
    private var slow = AssetPair(repeating: 0.0)

    /// - Parameter rate: Orders a second in the long run; the baseline that leads there is (1 - N) rate.
    init(rate: AssetPair<Double>) {
        var baseline = rate
        for asset in Asset.allCases {
            baseline[asset] = (1 - Self.ownOffspring) * rate[asset] - Self.otherOffspring * rate[asset.other]
            precondition(baseline[asset] > 0, "an asset that trades too little beside the other")
        }
        self.baseline = baseline
        background = baseline
    }

    /// Orders a second now; it can only fall until `setConditions` or `excite` is called, so it bounds what follows.
    var total: Double { intensity(of: .bitcoin) + intensity(of: .ether) }

    func intensity(of asset: Asset) -> Double { background[asset] + pressure[asset] + fast[asset] + slow[asset] }

    /// The part of an asset's intensity that comes from a price which has run away from the last trade.
    func pressureShare(of asset: Asset) -> Double { pressure[asset] / intensity(of: asset) }

    /// - Parameters:
    ///   - activity: Relative to the average hour.
    ///   - pressure: Orders a second because the price has moved without a trade. They take the place of up to half of
    ///     the others, so that the long-run rate stays near what was asked for.
    mutating func setConditions(of asset: Asset, activity: Double, pressure: Double) {
        let spontaneous = baseline[asset] * activity
        background[asset] = spontaneous - min(pressure, spontaneous / 2)
        self.pressure[asset] = pressure
    }

    mutating func decay(seconds: Double) {
        let fastFactor = PortableMath.exp(-Self.fastDecay * seconds)
        let slowFactor = PortableMath.exp(-Self.slowDecay * seconds)
        for asset in Asset.allCases {
            fast[asset] *= fastFactor
            slow[asset] *= slowFactor
        }
    }

    mutating func excite(by asset: Asset) {
        for excited in Asset.allCases {
            let offspring = excited == asset ? Self.ownOffspring : Self.otherOffspring
            fast[excited] += 0.5 * offspring * Self.fastDecay
            slow[excited] += 0.5 * offspring * Self.slowDecay
        }
    }

    /// Which asset the point at this height below the bound belongs to; nil where the thinning drops it.
    func asset(at height: Double) -> Asset? {
        let bitcoin = intensity(of: .bitcoin)
        if height < bitcoin { return .bitcoin }
        return height < bitcoin + intensity(of: .ether) ? .ether : nil
    }
}
