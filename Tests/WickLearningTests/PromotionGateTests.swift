import Testing

@testable import WickLearning

@Suite struct PromotionGateTests {
    private func evidence(
        n: Int = 2_000, challenger: Double = 0.000_9, champion: Double? = nil, statistic: Double? = 3,
        p: Double? = 0.003
    ) -> GateEvidence {
        GateEvidence(
            n: n, from: "", to: "", maePersistence: 0.001, maeChallenger: challenger, maeChampion: champion,
            statistic: statistic, pValue: p)
    }

    private func reason(_ evidence: GateEvidence?, _ gate: PromotionGate = PromotionGate()) -> String {
        gate.decide(evidence).reason
    }

    @Test func promotesWhatBeatsNoChangeAndIsNotWorseThanTheChampion() {
        let gate = PromotionGate()
        #expect(gate.decide(evidence()).isPromoted)
        #expect(
            reason(evidence())
                == "promoted: it errs by 9.0000 bp on 2000 unseen rows, predicting no change by 10.0000, and there "
                + "is no champion to compare it with")
        #expect(gate.decide(evidence(champion: 0.000_9)).isPromoted, "as good is not worse")
        #expect(reason(evidence(champion: 0.000_95)).hasSuffix("the champion by 9.5000"))
    }

    @Test func refusesWithTheReason() {
        let cases: [(GateEvidence?, String)] = [
            (nil, "not promoted: only 0 rows are left that neither model has seen, 720 are needed"),
            (evidence(n: 719), "not promoted: only 719 rows are left that neither model has seen, 720 are needed"),
            (
                evidence(challenger: 0.001),
                "not promoted: on 2000 unseen rows it errs by 10.0000 bp, predicting no change by 10.0000"
            ),
            (
                evidence(statistic: 1, p: 0.32),
                "not promoted: on 2000 unseen rows it errs by 9.0000 bp against 10.0000 of predicting no change, "
                    + "which may be chance (p = 0.160)"
            ),
            (
                evidence(champion: 0.000_899),
                "not promoted: on 2000 unseen rows it errs by 9.0000 bp, the champion by 8.9900"
            ),
        ]
        for (evidence, sentence) in cases {
            #expect(!PromotionGate().decide(evidence).isPromoted)
            #expect(reason(evidence) == sentence)
        }
        #expect(!PromotionGate().decide(evidence(statistic: nil, p: nil)).isPromoted, "nothing can be told")
    }

    @Test func policiesOverrideTheEvidence() {
        #expect(PromotionGate(policy: .always).decide(nil).isPromoted)
        #expect(!PromotionGate(policy: .never).decide(evidence()).isPromoted)
        #expect(PromotionGate(significance: 0.5).decide(evidence(statistic: 0.1, p: 0.92)).isPromoted)
    }
}
