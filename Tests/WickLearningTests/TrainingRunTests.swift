import Foundation
import Testing
import WickDomain

@testable import WickLearning

@Suite struct TrainingRunTests {
    private static func run(
        _ dataset: Dataset, _ configuration: TrainingConfiguration = .quick, champion: ModelArtifact? = nil
    ) -> TrainingRun {
        TrainingRun(dataset, configuration, subject: .init(symbol: "TEST"), champion: champion, clock: { .zero })
    }

    private static func artifact(_ rows: SampleRows, champion: ModelArtifact? = nil) throws -> ModelArtifact {
        try #require(try run(try rows.dataset(), champion: champion).run(.train).artifact)
    }

    @Test func sameRowsGiveTheSameBytes() throws {
        let rows = SampleRows(count: 2_000, seed: 61, signal: 0.3)
        #expect(try Self.artifact(rows).encoded() == Self.artifact(rows).encoded())
    }

    @Test func holdoutIsSeenByNobodyAndJudgesTheModel() throws {
        let rows = SampleRows(count: 3_000, seed: 62, signal: 0.3)
        let artifact = try Self.artifact(rows)
        let evidence = try #require(artifact.description.evidence)
        #expect((295...300).contains(evidence.n))
        #expect(evidence.maeChampion == nil)
        #expect(evidence.maeChallenger < evidence.maePersistence)
        let first = try Timestamp(iso8601: evidence.from)
        #expect(artifact.description.seenUntil <= first)
        var altered = rows
        for row in 2_700..<3_000 { altered.labels[row] = 0.01 * Float(row % 3) }
        #expect(try Self.artifact(altered).trees == artifact.trees)
    }

    @Test func championIsJudgedOnRowsThatNeitherHasSeen() throws {
        let rows = SampleRows(count: 3_000, seed: 63, signal: 0.3)
        var older = rows
        older.features.removeLast(200)
        older.labels.removeLast(200)
        older.openTimes.removeLast(200)
        let champion = try Self.artifact(older)
        let evidence = try #require(try Self.artifact(rows, champion: champion).description.evidence)
        #expect(evidence.maeChampion != nil)
        // A champion that was trained later than the challenger moves the start.
        var challenger = older
        challenger.openTimes = rows.openTimes.suffix(2_800)
        challenger.features = Array(rows.features.suffix(2_800))
        challenger.labels = Array(rows.labels.suffix(2_800))
        let later = try Self.artifact(rows)
        let moved = try #require(try Self.artifact(challenger, champion: later).description.evidence)
        #expect(try Timestamp(iso8601: moved.from) >= later.description.seenUntil)
    }

    @Test func championOfAnotherSchemaIsLeftOut() throws {
        let champion = try Self.artifact(SampleRows(count: 2_000, seed: 64, featureCount: 3))
        var other = champion.description
        other.schemaHash = "another"
        let stranger = ModelArtifact(description: other, trees: champion.trees)
        let evidence = try Self.artifact(SampleRows(count: 2_000, seed: 64), champion: stranger).description.evidence
        #expect(try #require(evidence).maeChampion == nil)
    }

    @Test func progressOnlyGoesForwardAndEndsWhole() throws {
        var now = Duration.zero
        var seen: [TrainingProgress] = []
        let run = TrainingRun(
            try SampleRows(count: 2_500, seed: 65).dataset(), .quick, subject: .init(symbol: "TEST"),
            clock: {
                now += .seconds(1)
                return now
            }, onProgress: { seen.append($0) })
        let result = try run.run(.both)
        #expect(result.artifact != nil && result.evaluation != nil)
        #expect(seen.first?.phase == .preparing && seen.last?.phase == .finishing)
        #expect(seen.last?.fraction == 1)
        #expect(seen.map(\.fraction) == seen.map(\.fraction).sorted())
        #expect(seen.contains { $0.phase == .training && $0.round == 1 && $0.validationLoss != nil })
        #expect(seen.contains { $0.fold == 2 && $0.foldCount == 2 && $0.roundCount == 30 })
        #expect(seen.allSatisfy { $0.secondsLeft ?? 0 >= 0 })
        #expect(result.losses.count == seen.count { $0.phase == .training })
    }

    @Test func cancelledRunEndsAtTheNextRound() throws {
        var rounds = 0
        let run = TrainingRun(
            try SampleRows(count: 2_000, seed: 66).dataset(), .quick, subject: .init(symbol: "TEST"), clock: { .zero },
            isCancelled: { rounds == 2 }, onProgress: { if $0.round != nil { rounds += 1 } })
        #expect(failure { () throws(LearningError) in try run.run(.train) } == .cancelled)
        #expect(rounds == 2)
    }

    @Test func tooFewRowsSayHowManyAreNeededAndThatManyAreEnough() throws {
        for count in [0, 1, 499, 600] {
            let dataset = try SampleRows(count: max(1, count), seed: 67).dataset()
            guard
                case .tooFewRows(let doing, dataset.count, let needed) = failure({ () throws(LearningError) in
                    try Self.run(dataset).run(.train)
                })
            else {
                Issue.record("\(count) rows were enough")
                continue
            }
            #expect(doing == "training")
            #expect(needed > count)
        }
        let dataset = try SampleRows(count: 600, seed: 67).dataset()
        guard
            case .tooFewRows(_, _, let needed) = failure({ () throws(LearningError) in
                try Self.run(dataset).run(.train)
            })
        else { return }
        #expect(try Self.artifact(SampleRows(count: needed, seed: 67)).description.fitRows >= 500)
    }

    @Test func outcomesThatAreAllTheSameAreRefused() throws {
        var rows = SampleRows(count: 2_000, seed: 68)
        rows.labels = rows.labels.map { _ in 0 }
        let error = failure { () throws(LearningError) in try Self.run(try rows.dataset()).run(.train) }
        #expect(error == .labelsAllEqual(0))
    }

    @Test func constantAndUnknownFeaturesAreToldAndDoNoHarm() throws {
        var rows = SampleRows(count: 2_000, seed: 69, signal: 0.3)
        for row in rows.features.indices {
            rows.features[row][1] = .nan
            rows.features[row][2] = 7
        }
        let artifact = try Self.artifact(rows)
        #expect(artifact.description.constantFeatures == ["feature_1", "feature_2"])
        #expect(artifact.description.gains.map(\.name).allSatisfy { ["feature_0", "feature_3"].contains($0) })
        let evaluation = try evaluate(try rows.dataset())
        #expect(evaluation.report.maeRidge.isFinite)
        for row in rows.features.indices { rows.features[row] = [1, .nan, 7, 0] }
        #expect(
            failure { () throws(LearningError) in try Self.run(try rows.dataset()).run(.train) }
                == .noFeatures(constant: ["feature_0", "feature_1", "feature_2", "feature_3"]))
    }

    @Test func marketThatNeverMovesWhereItIsValidatedIsNoCrash() throws {
        var rows = SampleRows(count: 2_000, seed: 70)
        for row in 1_000..<2_000 { rows.labels[row] = 0 }
        let result = try Self.run(try rows.dataset()).run(.both)
        #expect(result.evaluation?.report.verdict == EvaluationReport.Verdict.none)
        #expect(try #require(result.artifact).encoded().count > 0)
    }
}
