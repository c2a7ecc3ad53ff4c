import Testing
import WickDomain
import WickSimulation

@testable import WickLearning

@Suite struct BoosterTests {
    private static let rows = SampleRows(count: 1_500, seed: 3, signal: 0.3)

    @Test func sameRowsParametersAndSeedGiveTheSameBytesOnAnyNumberOfThreads() throws {
        let dataset = try Self.rows.dataset()
        for objective in BoosterParameters.Objective.allCases {
            var parameters = BoosterParameters.quick
            parameters.objective = objective
            let first = try dataset.model(parameters).bytes(as: .ubjson)
            #expect(try dataset.model(parameters).bytes(as: .ubjson) == first)
            parameters.threads = 2
            #expect(try dataset.model(parameters).bytes(as: .ubjson) == first, "\(objective), two threads")
            parameters.seed = 2
            #expect(try dataset.model(parameters).bytes(as: .ubjson) != first, "the seed draws rows and features")
        }
    }

    @Test(arguments: Booster.Format.allCases)
    func bytesGiveTheSamePredictionsBack(format: Booster.Format) throws {
        let dataset = try Self.rows.dataset()
        let model = try dataset.model()
        let copy = try Booster(bytes: try model.bytes(as: format))
        let all = 0..<dataset.count
        let predictions = try model.predictBasisPoints(dataset.features, rows: all)
        #expect(try copy.predictBasisPoints(dataset.features, rows: all) == predictions)
        #expect(Set(predictions).count > 100)
        #expect(try copy.bytes(as: format) == model.bytes(as: format))
        #expect(try copy.roundCount == 30)
    }

    @Test func oneRowIsPredictedAsItIsAmongOthers() throws {
        let dataset = try Self.rows.dataset()
        let model = try dataset.model()
        let together = try model.predict(dataset.features, rows: 0..<50)
        for row in 0..<50 {
            let values = (0..<4).map { Double(dataset.features[row, $0]) }
            #expect(try model.predict(values) == together[row])
        }
    }

    @Test func contributionsSumToThePrediction() throws {
        let dataset = try Self.rows.dataset()
        let model = try dataset.model()
        for row in stride(from: 0, to: 300, by: 30) {
            let values = (0..<4).map { Double(dataset.features[row, $0]) }
            let parts = try model.contributions(values)
            #expect(parts.count == 5)
            let prediction = try model.predict(values)
            #expect((parts.reduce(0, +) - prediction).magnitude < 1e-8)
        }
    }

    @Test func gainIsLargestForTheFeatureThatTells() throws {
        let gains = try Self.rows.dataset().model().gains()
        #expect(gains.first?.feature == 0)
        #expect(gains.map(\.gain) == gains.map(\.gain).sorted(by: >))
    }

    @Test func absoluteErrorAimsAtTheMedianAndSquaredErrorAtTheMean() throws {
        // Most returns are 1 bp, a few are 50: median 1, mean near 6. The features tell nothing.
        var rows = SampleRows(count: 2_000, seed: 4)
        rows.labels = rows.labels.indices.map { $0 % 10 == 0 ? 0.005 : 0.000_1 }
        let dataset = try rows.dataset()
        var parameters = BoosterParameters.quick
        parameters.rounds = 200
        parameters.minimumLeafWeight = 40
        let mean = Mean.of(try dataset.model(parameters).predict(dataset.features, rows: 0..<2_000))
        #expect((0.000_5...0.000_68).contains(mean), "the mean is 5.9 bp, predicted \(mean * 10_000)")
        parameters.objective = .absoluteError
        let median = Mean.of(try dataset.model(parameters).predict(dataset.features, rows: 0..<2_000))
        #expect((0.000_08...0.000_2).contains(median), "the median is 1 bp, predicted \(median * 10_000)")
    }

    @Test func learningRateCountsForEveryLoss() throws {
        let dataset = try Self.rows.dataset()
        for objective in BoosterParameters.Objective.allCases {
            var parameters = BoosterParameters.quick
            parameters.objective = objective
            parameters.rounds = 1
            parameters.rowShare = 1
            parameters.featureShare = 1
            parameters.learningRate = 0.5
            let large = try dataset.model(parameters).predict(dataset.features, rows: 0..<20)
            parameters.learningRate = 0.05
            let small = try dataset.model(parameters).predict(dataset.features, rows: 0..<20)
            for (left, right) in zip(large, small) { #expect(agree(left, 10 * right, within: 1e-5), "\(objective)") }
        }
    }

    @Test func weightsPullTheModelTowardsTheRowsThatHaveThem() throws {
        var rows = SampleRows(count: 1_200, seed: 5)
        rows.labels = rows.labels.indices.map { $0 < 600 ? -0.001 : 0.001 }
        let dataset = try rows.dataset()
        let late = dataset.recencyWeights(0..<1_200, halfLife: .seconds(60 * 60))
        #expect(agree(late.map { Mean.of($0.map(Double.init)) }, 1, within: 1e-5))
        #expect(dataset.recencyWeights(0..<1_200, halfLife: nil) == nil)
        let even = Mean.of(try dataset.model().predict(dataset.features, rows: 0..<1_200))
        let pulled = Mean.of(try dataset.model(weights: late).predict(dataset.features, rows: 0..<1_200))
        #expect(even.magnitude < 0.000_2)
        #expect(pulled > 0.000_5)
    }

    @Test func earlyStoppingKeepsTheRoundThatWasBestOnTheValidationBlock() throws {
        let dataset = try SampleRows(count: 2_000, seed: 6, signal: 0.1).dataset()
        var parameters = BoosterParameters.quick
        parameters.rounds = 200
        parameters.learningRate = 0.3
        var losses: [Double] = []
        let model = try BoosterTrainer(parameters: parameters).train(
            on: .init(dataset, rows: 0..<1_400, threads: 1),
            validation: .init(dataset, rows: 1_405..<2_000, threads: 1),
            featureCount: 4
        ) { losses.append($0.validationLoss ?? .nan) }
        let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
        #expect(losses.count < 200, "it must overfit here, and stop")
        #expect(losses.count == best + 1 + 8, "after eight rounds without a better one")
        #expect(try model.roundCount == best + 1)
        let errors = zip(
            try model.predictBasisPoints(dataset.features, rows: 1_405..<2_000), dataset.basisPoints[1_405...])
        let loss = Mean.of(errors.map { Double(($0 - $1) * ($0 - $1)) }).squareRoot()
        #expect(agree(loss, losses[best], within: 1e-6))
    }

    @Test func cancellingBetweenRoundsEndsTheTraining() throws {
        let dataset = try Self.rows.dataset()
        var rounds = 0
        let error = failure { () throws(LearningError) in
            try BoosterTrainer(parameters: .quick).train(
                on: .init(dataset, rows: 0..<1_000, threads: 1), validation: nil, featureCount: 4
            ) { _ throws(LearningError) in
                rounds += 1
                if rounds == 3 { throw .cancelled }
            }
        }
        #expect(error == .cancelled)
        #expect(rounds == 3)
    }

    @Test func vectorsOfAnotherWidthAreRefused() throws {
        let model = try Self.rows.dataset().model()
        #expect(
            failure { () throws(LearningError) in try model.predict([1, 2, 3]) }
                == .badData("a model of 4 features was given 3 values"))
        let wide = FeatureMatrix([1, 2, 3, 4, 5], columnCount: 5)
        #expect(
            failure { () throws(LearningError) in try model.predict(wide, rows: 0..<1) }
                == .badData("a model of 4 features was given rows of 5"))
    }

    @Test func errorsCarryXGBoostsOwnWords() throws {
        var rows = Self.rows
        rows.features[7][2] = .infinity
        let dataset = try rows.dataset()
        let error = try #require(
            failure { () throws(LearningError) in
                try BoosterMatrix(dataset.features, rows: 0..<dataset.count, threads: 1)
            })
        #expect(error.description.contains("XGBoost says: "))
        #expect(error.description.contains("inf"), "\(error)")
        #expect(!error.description.contains("\n"))
        let garbage = failure { () throws(LearningError) in try Booster(bytes: Array("{\"learner\": 1}".utf8)) }
        guard case .xgboost = garbage else {
            Issue.record("\(String(describing: garbage))")
            return
        }
    }

    @Test func parametersOutOfRangeAreNamed() {
        let changes: [(String, (inout BoosterParameters) -> Void)] = [
            ("rounds", { $0.rounds = 0 }), ("depth", { $0.depth = 17 }), ("learning rate", { $0.learningRate = 0 }),
            ("bins", { $0.bins = 1 }), ("share of rows", { $0.rowShare = 1.5 }),
            ("share of features", { $0.featureShare = .nan }), ("patience", { $0.patience = 0 }),
            ("leaf penalty", { $0.leafPenalty = -1 }), ("threads", { $0.threads = 0 }), ("seed", { $0.seed = -1 }),
            ("least leaf weight", { $0.minimumLeafWeight = -1 }),
        ]
        #expect(failure { () throws(LearningError) in try BoosterParameters().validate() } == nil)
        for (name, change) in changes {
            var parameters = BoosterParameters()
            change(&parameters)
            let error = failure { () throws(LearningError) in try parameters.validate() }
            guard case .badParameter(let found, _, _) = error else {
                Issue.record("\(name) was let through")
                continue
            }
            #expect(found == name)
        }
    }
}
