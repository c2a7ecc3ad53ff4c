import Foundation
import Testing
import WickSimulation

@testable import WickLearning

@Suite struct DriftTests {
    /// Two features: one of independent draws, and one that remembers itself for two hours.
    private static func rows(_ count: Int, seed: UInt64, shift: Float = 0) -> [[Float]] {
        var random = RandomSource(seed: seed)
        var slow = random.normal()
        return (0..<count).map { _ in
            slow = 0.99 * slow + 0.1411 * random.normal()
            return [Float(random.normal()) + shift, Float(slow)]
        }
    }

    private static func reference(_ rows: [[Float]]) throws -> DriftReference {
        let sample = SampleRows(count: rows.count, seed: 1)
        let dataset = try Dataset(
            schema: SampleRows.schema(2), horizon: SampleRows.horizon,
            features: FeatureMatrix(rows.flatMap { $0 }, columnCount: 2), labels: sample.labels,
            openTimes: sample.openTimes)
        return DriftReference(dataset, rows: 0..<dataset.count)
    }

    private static func report(_ reference: DriftReference, _ rows: [[Float]], window: Int = 1_440) -> [DriftMonitor
        .FeatureDrift]
    {
        var monitor = DriftMonitor(reference, window: window)
        for row in rows { monitor.add(row.map(Double.init)) }
        return monitor.report()
    }

    @Test(arguments: [120, 720, 1_440])
    func quietMarketsRarelyRaiseAnAlarm(count: Int) throws {
        let reference = try Self.reference(Self.rows(30_000, seed: 30))
        var alarms = 0
        for seed in 100..<200 as Range<UInt64> {
            let report = Self.report(reference, Self.rows(count, seed: seed))
            if report.contains(where: { $0.level != .stable }) { alarms += 1 }
        }
        // 5 % by design; a fixed cut-off of 0.1 calls the slow feature drifted in nearly every sample of 120.
        #expect(alarms <= 12, "\(alarms) of 100")
    }

    @Test func fixedCutOffWouldRaiseThemAllTheTime() throws {
        let reference = try Self.reference(Self.rows(30_000, seed: 30))
        let indices = (100..<150 as Range<UInt64>).map { Self.report(reference, Self.rows(120, seed: $0))[1].index }
        #expect(indices.count { $0 > 0.1 } > 40, "the slow feature strays by itself")
    }

    @Test func shiftIsSeenAndNamed() throws {
        let reference = try Self.reference(Self.rows(30_000, seed: 30))
        let report = Self.report(reference, Self.rows(1_440, seed: 31, shift: 0.5))
        #expect(report.map(\.name) == ["feature_0", "feature_1"])
        #expect(report[0].level == .drifted)
        #expect(report[1].level != .drifted)
    }

    @Test func valuesThatBecomeUnknownAreADrift() throws {
        let reference = try Self.reference(Self.rows(30_000, seed: 30))
        let rows = Self.rows(1_440, seed: 32).map { [Float.nan, $0[1]] }
        let found = Self.report(reference, rows)[0]
        #expect(found.level == .drifted)
        #expect(found.index.isFinite)
    }

    @Test func onlyTheWindowCounts() throws {
        let reference = try Self.reference(Self.rows(30_000, seed: 30))
        let old = Self.rows(500, seed: 33, shift: 9)
        let new = Self.rows(200, seed: 34)
        #expect(Self.report(reference, old + new, window: 200) == Self.report(reference, new, window: 200))
        #expect(Self.report(reference, Array(new.prefix(59))).isEmpty)
    }

    @Test func constantAndUnknownFeaturesHaveBinsToo() throws {
        let reference = try Self.reference((0..<1_000).map { _ in [5, .nan] })
        let same = Self.report(reference, (0..<200).map { _ in [5, .nan] })
        #expect(same.allSatisfy { $0.level == .stable })
        let other = Self.report(reference, (0..<200).map { _ in [6, 1] })
        #expect(other[1].level == .drifted)
        let stored = try JSONDecoder().decode(DriftReference.self, from: JSONEncoder().encode(reference))
        #expect(stored == reference)
    }
}
