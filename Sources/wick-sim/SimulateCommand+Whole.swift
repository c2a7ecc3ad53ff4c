import ArgumentParser
import Glibc
import WickDomain
import WickSimulation

extension SimulateCommand {
    /// Memory may grow by this much after the first half of the seeds: the allocator's own unrest.
    private static let allowedGrowth = 64 << 20

    func runWhole() throws {
        let folder = try makeFolder()
        defer { rmdir(folder) }
        let clock = ContinuousClock()
        let start = clock.now
        var totals = WholeReport()
        var failures = 0
        var residentAtHalf = 0
        for index in 0..<seeds {
            if index == seeds / 2 { residentAtHalf = Self.residentBytes }
            let seed = firstSeed &+ UInt64(index)
            do {
                let simulation = WholeSimulation(wholeOptions(seed: seed, folder: folder))
                let report = twice ? try simulation.runTwice() : try simulation.run()
                totals += report
                if seeds == 1 { Output.line("\(report)") }
            } catch {
                failures += 1
                Output.line("\(error)")
            }
            if (index + 1) % 20 == 0 { Output.line("\(index + 1) seeds, \(failures) failed") }
        }
        let seconds = start.duration(to: clock.now).seconds
        Output.line(
            "\(seeds) seeds\(twice ? " twice" : "") of the whole from \(firstSeed): \(failures) failed; \(totals); resident "
                + "\(residentAtHalf >> 20) MB at half, \(Self.residentBytes >> 20) MB at the end; "
                + "\((seconds * 10).rounded() / 10) s")
        if failures > 0 { throw ExitCode(1) }
        guard seeds < 40 || Self.residentBytes - residentAtHalf < Self.allowedGrowth else {
            Output.line("memory grows")
            throw ExitCode(1)
        }
    }

    private func wholeOptions(seed: UInt64, folder: String) -> WholeSimulation.Options {
        var options = WholeSimulation.Options(seed: seed, venues: venues(of: seed), folder: folder)
        if let minutes { options.length = .seconds(60 * minutes) }
        options.faults = faults
        options.isHostile = faults != .none
        if trace { options.trace = { Output.line($0) } }
        return options
    }

    /// Of this process; 0 where the system does not tell.
    private static var residentBytes: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let words = line.split(separator: 32).map { String(decoding: $0.map { UInt8(bitPattern: $0) }, as: UTF8.self) }
        return words.count > 1 ? (Int(words[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }
}
