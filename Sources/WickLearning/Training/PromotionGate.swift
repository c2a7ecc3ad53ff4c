/// Whether a challenger becomes champion, and why, in one sentence. Decides; the registry changes the alias.
public struct PromotionGate: Equatable, Sendable {
    public enum Policy: String, Codable, CaseIterable, Sendable {
        /// On evidence.
        case gate
        case always
        case never
    }

    public struct Decision: Codable, Equatable, Sendable {
        public let isPromoted: Bool
        public let reason: String
    }

    public var policy: Policy
    /// Rows that the evidence needs; half a day of minutes by default.
    public var minimumRows: Int
    /// The chance of promoting what is no better than persistence; one-sided, above 0, at most 0.5. With 0.5 the
    /// smaller error is enough.
    public var significance: Double

    public init(policy: Policy = .gate, minimumRows: Int = 720, significance: Double = 0.05) {
        precondition(significance > 0 && significance <= 0.5, "a chance of error that is not above 0 and at most 0.5")
        self.policy = policy
        self.minimumRows = minimumRows
        self.significance = significance
    }

    /// - Parameter evidence: Nil where no row is left that neither model has seen.
    public func decide(_ evidence: GateEvidence?) -> Decision {
        switch policy {
        case .always: Decision(isPromoted: true, reason: "promoted because the policy is always")
        case .never: Decision(isPromoted: false, reason: "not promoted because the policy is never")
        case .gate: judge(evidence)
        }
    }

    private func judge(_ evidence: GateEvidence?) -> Decision {
        guard let evidence, evidence.n >= minimumRows else {
            return refuse(
                "only \(evidence?.n ?? 0) rows are left that neither model has seen, \(minimumRows) are needed")
        }
        let error = Self.basisPoints(evidence.maeChallenger)
        let persistence = Self.basisPoints(evidence.maePersistence)
        guard evidence.maeChallenger < evidence.maePersistence else {
            return refuse("on \(evidence.n) unseen rows it errs by \(error) bp, predicting no change by \(persistence)")
        }
        let chance = Self.oneSided(evidence)
        guard chance <= significance else {
            return refuse(
                "on \(evidence.n) unseen rows it errs by \(error) bp against \(persistence) of predicting no change,"
                    + " which may be chance (p = \(Self.rounded(chance)))")
        }
        let better = "errs by \(error) bp on \(evidence.n) unseen rows, predicting no change by \(persistence)"
        guard let champion = evidence.maeChampion else {
            return Decision(
                isPromoted: true, reason: "promoted: it \(better), and there is no champion to compare it with")
        }
        let rival = Self.basisPoints(champion)
        guard evidence.maeChallenger <= champion else {
            return refuse("on \(evidence.n) unseen rows it errs by \(error) bp, the champion by \(rival)")
        }
        return Decision(isPromoted: true, reason: "promoted: it \(better), the champion by \(rival)")
    }

    private func refuse(_ why: String) -> Decision { Decision(isPromoted: false, reason: "not promoted: \(why)") }

    /// Of so small an error by chance; 1 where nothing can be told.
    private static func oneSided(_ evidence: GateEvidence) -> Double {
        guard let statistic = evidence.statistic, let pValue = evidence.pValue else { return 1 }
        return statistic > 0 ? pValue / 2 : 1 - pValue / 2
    }

    private static func basisPoints(_ value: Double) -> String { DecimalPlaces.text(value * 10_000, places: 4) }

    private static func rounded(_ value: Double) -> String { DecimalPlaces.text(value, places: 3) }
}
