import Testing
import WickDomain
import WickSimulation

@testable import WickLearning

/// Against numbers that other people's code gave.
@Suite struct StatisticsTests {
    private let references: References

    init() throws { references = try References.load() }

    @Test func distributionsAgreeWithScipy() {
        let tables = references.distributions
        for row in tables.student {
            #expect(agree(SpecialFunctions.studentTwoSided(row[0], degrees: row[1]), row[2]), "t \(row)")
        }
        for row in tables.studentQuantile {
            #expect(agree(SpecialFunctions.studentTwoSidedQuantile(row[0], degrees: row[1]), row[2]), "t⁻¹ \(row)")
        }
        for row in tables.chiSquared {
            #expect(agree(SpecialFunctions.chiSquaredUpper(row[0], degrees: row[1]), row[2]), "χ² \(row)")
        }
        for row in tables.beta {
            #expect(agree(SpecialFunctions.incompleteBeta(row[0], row[1], row[2]), row[3]), "I \(row)")
        }
        for row in tables.normalQuantile {
            let value = SpecialFunctions.normalQuantile(row[0])
            #expect(agree(value, row[1]) || (value - row[1]).magnitude < 1e-12, "Φ⁻¹ \(row)")
        }
    }

    @Test func wilsonIntervalsAgreeWithStatsmodels() throws {
        for row in references.wilson {
            let interval = try #require(WilsonInterval(successes: row.k, of: row.n))
            #expect(agree(interval.high, row.bounds[1]))
            #expect((interval.low - row.bounds[0]).magnitude < 1e-9)
        }
        #expect(WilsonInterval(successes: 0, of: 0) == nil)
    }

    @Test func dieboldMarianoAgreesWithStatsmodelsAndScipy() throws {
        let sample = references.forecasts
        let differences = zip(sample.predictions, sample.returns).map { $1.magnitude - ($0 - $1).magnitude }
        for (text, expected) in sample.dieboldMariano {
            let steps = try #require(Int(text))
            let test = try #require(DieboldMariano(differences: differences, steps: steps))
            #expect(agree(test.statistic, expected.statistic), "h = \(steps)")
            #expect(agree(test.pValue, expected.p), "h = \(steps)")
        }
    }

    @Test func dieboldMarianoSaysNothingOfTooLittleOrOfWhatDoesNotVary() {
        #expect(DieboldMariano(differences: [1, 2, 3, 4, 5, 6], steps: 5) == nil)
        #expect(DieboldMariano(differences: [Double](repeating: 0, count: 100), steps: 5) == nil)
        #expect(DieboldMariano(differences: [], steps: 1) == nil)
    }

    @Test func errorsAgreeWithScikitLearn() throws {
        let sample = references.forecasts
        let forecasts = Forecasts(
            times: sample.returns.indices.map { Timestamp(seconds: Int64($0) * 60) },
            predictions: sample.predictions, returns: sample.returns)
        #expect(agree(Mean.of(forecasts.absoluteErrors), sample.mae))
        #expect(agree(Mean.of(forecasts.absoluteErrors.map { $0 * $0 }).squareRoot(), sample.rmse))
        let skill = try #require(
            SkillInterval(errors: forecasts.absoluteErrors, returns: forecasts.persistenceErrors, steps: sample.steps))
        #expect(agree(skill.skill, sample.skill))
        #expect(skill.low < skill.skill && skill.skill < skill.high)
    }

    @Test func sharpeAndDeflatedSharpeAgreeWithScipy() throws {
        let sample = references.sharpe
        let ratio = try #require(SharpeRatio(sample.returns))
        #expect(agree(ratio.perPeriod, sample.perPeriod))
        #expect(agree(ratio.skewness, sample.skewness))
        #expect(agree(ratio.kurtosis, sample.kurtosis))
        for row in sample.deflated {
            #expect(agree(ratio.deflated(trials: row.trials, trialDeviation: row.deviation), row.value))
        }
        #expect(agree(ratio.deflated(trials: 20), sample.deflatedByNull))
        #expect(SharpeRatio([0, 0, 0, 0]) == nil)
        #expect(SharpeRatio([1, 2]) == nil)
    }

    @Test func stabilityIndexAgreesWithNumpy() {
        let sample = references.stability
        let index = DriftReference.index(
            of: DriftReference.shares(sample.sample), against: DriftReference.shares(sample.reference))
        #expect(agree(index, sample.index))
    }

    @Test func ridgeAgreesWithScikitLearn() throws {
        let sample = references.ridge
        let values = sample.features.flatMap { $0.map { Float($0 ?? .nan) } }
        let rows = sample.labels.count
        let dataset = try Dataset(
            schema: SampleRows.schema(4), horizon: .seconds(300), features: FeatureMatrix(values, columnCount: 4),
            labels: sample.labels.map { $0 / 10_000 },
            openTimes: (0..<rows).map { Timestamp(seconds: 60 * Int64($0)) })
        let model = RidgeRegression(
            RidgeRegression.sums(dataset, rows: 0..<sample.fitted), penalty: sample.penalty)
        let predictions = model.predictBasisPoints(dataset.features, rows: sample.fitted..<rows)
        for (ours, theirs) in zip(predictions, sample.predictions) {
            // Float32 in, Float32 out.
            #expect((Double(ours) - theirs).magnitude < 2e-4, "\(ours) is not \(theirs)")
        }
    }

    @Test func choleskySolves() {
        let solution = Cholesky([4, 2, 2, 3], size: 2).solve([10, 9])
        #expect(agree(solution[0], 1.5) && agree(solution[1], 2))
    }

    /// Overlapping labels and swings of the market's mood: a 95 % interval must hold the truth about that often.
    @Test func skillIntervalsHoldTheTruthOfCorrelatedErrors() throws {
        var random = RandomSource(seed: 8)
        var held = 0
        let runs = 300
        // Errors are 0.97 of persistence's plus noise with the same mean: a skill of 0.03 in truth.
        for _ in 0..<runs {
            let steps = 5
            var volatility = 0.0
            let noise = (0..<2_000 + steps).map { _ in random.normal() }
            var errors: [Double] = []
            var returns: [Double] = []
            for row in 0..<2_000 {
                volatility = 0.98 * volatility + 0.1 * random.normal()
                let scale = 1 + 0.3 * max(-2, min(2, volatility))
                let move = (noise[row..<row + steps].reduce(0, +)).magnitude * scale
                returns.append(move)
                let other = noise[row..<row + steps].reduce(0) { $0 + $1 * $1 - 1 } * 0.05
                errors.append(max(0, 0.97 * move + other * scale))
            }
            let interval = try #require(SkillInterval(errors: errors, returns: returns, steps: steps))
            if interval.low <= 0.03, 0.03 <= interval.high { held += 1 }
        }
        #expect((0.89...0.99).contains(Double(held) / Double(runs)), "held \(held) of \(runs)")
    }
}
