import Foundation
import Glibc

/// Hands a target one input after the other, and notices what must not happen: a finding, an input that takes too long.
struct FuzzRun {
    /// What came of it.
    struct Report {
        var executions = 0
        var seconds = 0.0
        var findings: [(text: String, input: [UInt8])] = []
        var slowest = 0.0
    }

    /// An input that takes longer is a failure: nothing reads so long at what fits in a frame.
    static let slowSeconds = 5.0
    /// An input that takes longer is taken for an endless loop.
    private static let hangSeconds: Int32 = 60

    let target: FuzzTarget
    let seed: UInt64
    var trace: InputTrace?

    /// - Parameters:
    ///   - executions: inputs at most.
    ///   - seconds: at most; nil where time is none of its matters, as in tests.
    func run(executions: Int, seconds: Double? = nil) async -> Report {
        var report = Report()
        var mutator = InputMutator(target, seed: seed)
        let start = Self.now
        // Seeds as they are come first: what real input does must hold before what made-up input does.
        var seeds = target.seeds[...]
        while report.executions < executions {
            let before = Self.now
            if let seconds, before - start >= seconds { break }
            let input = seeds.popFirst() ?? mutator.next()
            trace?.note(input)
            if seconds != nil { alarm(UInt32(Self.hangSeconds)) }
            if let finding = await target.body(input) { report.findings.append((finding, input)) }
            report.executions += 1
            let took = Self.now - before
            report.slowest = max(report.slowest, took)
            if seconds != nil, took > Self.slowSeconds { report.findings.append(("it took \(took) s", input)) }
            if report.findings.count >= 3 { break }
        }
        alarm(0)
        report.seconds = Self.now - start
        return report
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// KiB of memory that the process has had at most; 0 where the system does not tell.
    static var peakKiB: Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }
}
