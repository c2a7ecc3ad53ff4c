import Foundation
import Testing
import WickDomain

@testable import WickLearning

@Suite struct ModelArtifactTests {
    private let rows = SampleRows(count: 2_000, seed: 71, signal: 0.3)
    private let artifact: ModelArtifact

    init() throws {
        let run = TrainingRun(try rows.dataset(), .quick, subject: .init(symbol: "TEST"), clock: { .zero })
        artifact = try #require(try run.run(.train).artifact)
    }

    @Test func bytesGiveTheSameModelBack() throws {
        let bytes = artifact.encoded()
        let copy = try ModelArtifact(encoded: bytes)
        #expect(copy == artifact)
        #expect(copy.encoded() == bytes)
    }

    @Test func everyAlteredByteIsFound() {
        let bytes = artifact.encoded()
        for position in stride(from: 0, to: bytes.count, by: 97) {
            var altered = bytes
            altered[position] ^= 0x10
            guard case .badArtifact = failure({ () throws(LearningError) in try ModelArtifact(encoded: altered) })
            else {
                Issue.record("byte \(position) was altered and nobody noticed")
                return
            }
        }
    }

    @Test func cutOffModelsAreRefused() {
        let bytes = artifact.encoded()
        for count in [0, 5, 12, 20, 28, 100, bytes.count - 9, bytes.count - 1] {
            let error = failure { () throws(LearningError) in try ModelArtifact(encoded: Array(bytes.prefix(count))) }
            guard case .badArtifact = error else {
                Issue.record("\(count) bytes: \(String(describing: error))")
                continue
            }
        }
    }

    @Test func vectorsOfAnotherSchemaAreRefused() throws {
        let forecaster = try Forecaster(artifact)
        #expect(
            failure { () throws(LearningError) in try forecaster.forecast([0, 0, 0, 0], schemaHash: "ffff") }
                == .otherSchema(model: "0123abcd", data: "ffff"))
        _ = try forecaster.forecast([0, .nan, 0, 0], schemaHash: "0123abcd")
    }

    @Test func forecastsLieInTheirIntervalsAndGoOnWhereTheyStopped() throws {
        let first = try Forecaster(artifact)
        for step in 0..<50 { advance(first, step) }
        let second = try Forecaster(artifact, state: first.state)
        for step in 50..<80 {
            let left = try first.forecast(values(step), schemaHash: "0123abcd")
            #expect(try second.forecast(values(step), schemaHash: "0123abcd") == left)
            #expect(left.lower < left.predictedReturn && left.predictedReturn < left.upper)
            #expect(left.scale > 0)
            advance(first, step)
            advance(second, step)
        }
        #expect(first.state == second.state)
        #expect(first.state.conformal.count == 80)
    }

    private func values(_ step: Int) -> [Double] { rows.features[step + 100].map(Double.init) }

    private func advance(_ forecaster: Forecaster, _ step: Int) {
        forecaster.observe(horizonReturn: Double(rows.labels[step]))
        forecaster.score(error: Double(rows.labels[step]), scale: 0.001, isCovered: step % 5 != 0)
    }

    @Test func explanationSumsToTheForecast() throws {
        let forecaster = try Forecaster(artifact)
        let explained = try forecaster.explain(values(3))
        let sum = explained.contributions.reduce(explained.base) { $0 + $1.value }
        let forecast = try forecaster.forecast(values(3), schemaHash: "0123abcd")
        #expect((sum - forecast.predictedReturn).magnitude < 1e-8)
        #expect(explained.contributions.count == 4)
        let sizes = explained.contributions.map(\.value.magnitude)
        #expect(sizes == sizes.sorted(by: >))
    }
}
