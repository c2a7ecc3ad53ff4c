import Foundation
import Testing
import WickDomain

@testable import WickSimulation

/// All of wick in a hostile world. What two hundred seeds take is `make simulate`'s business.
struct WholeSimulationTests {
    private static let turns: [[Venue]] = [[.kraken], [.binance], [.coinbase], [.kraken, .binance, .coinbase]]

    private func simulate(
        _ seed: UInt64, twice: Bool = false, change: (inout WholeSimulation.Options) -> Void = { _ in }
    ) throws -> WholeReport {
        let folder = FileManager.default.temporaryDirectory.appending(path: "wick-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var options = WholeSimulation.Options(
            seed: seed, venues: Self.turns[Int(seed % UInt64(Self.turns.count))], folder: folder)
        change(&options)
        let simulation = WholeSimulation(options)
        return twice ? try simulation.runTwice() : try simulation.run()
    }

    @Test(arguments: [4, 5] as [UInt64]) func everyCheckHolds(seed: UInt64) throws {
        let report = try simulate(seed)
        #expect(report.frames > 500 && report.vectors > 1400 && report.recomputed > 20)
        #expect(report.violations == 0)
        #expect(report.alerts > 0 && report.messages > 0 && report.answered > 0)
    }

    @Test func sameSeedGivesTheSameBytes() throws {
        let report = try simulate(100, twice: true) { $0.length = .seconds(14 * 60) }
        #expect(report.recordingHash != 0 && report.storeHash != 0)
    }

    @Test func withoutFaultsNothingDiesAndNothingIsIncomplete() throws {
        let report = try simulate(6) {
            $0.faults = .none
            $0.isHostile = false
            $0.length = .seconds(14 * 60)
        }
        #expect(report.deaths == 0 && report.faults == 0 && report.incomplete == 0 && report.lives == 1)
        #expect(report.predictions > 10 && report.scored > 0 && report.models > 0)
    }

    // MARK: Seeds that found bugs

    /// News moved the clock past the end of a minute that no frame of a venue had closed yet, so its features depended on how frames were
    /// cut into batches.
    @Test func newsBetweenTheFramesOfAVenueLeaveNoTrace() throws {
        _ = try simulate(3)
    }

    /// Two corrections of one moment were one version to the store, which kept the first.
    @Test func correctionsOfOneMomentAreAllStored() throws {
        _ = try simulate(2)
    }

    /// What was scored after the last stored minute was forgotten by a restart.
    @Test func newsThatCameShortlyBeforeARestartCount() throws {
        _ = try simulate(1)
    }

    /// A venue was silent over the end of a minute, and the process died before it could say so: the minute was whole, and was not.
    @Test func whatSilenceHidBeforeADeathIsAskedForAgain() throws {
        _ = try simulate(191)
    }

    /// A process that died while it fetched what it had missed left minutes out, or uncertain, and the next one went on behind them.
    @Test(arguments: [127, 178] as [UInt64]) func whatARepairLeftOutIsAskedForAgain(seed: UInt64) throws {
        _ = try simulate(seed)
    }
}
