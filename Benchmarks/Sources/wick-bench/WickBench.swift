import Glibc

/// Measures one workload in this process and prints one JSON object; `Benchmarks/run` alternates it with its baseline.
///
///     wick-bench prepare FOLDER                    makes the input
///     wick-bench trades|candles|read|write FOLDER kraken|binance
///     wick-bench sentiment FILE
///     wick-bench headlines FILE.csv
@main
struct WickBench {
    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            switch words.count {
            case 2 where words[0] == "prepare": try await Input.prepare(folder: words[1])
            case 2 where words[0] == "sentiment": print(try SentimentWorkload(path: words[1]).run())
            case 2 where words[0] == "headlines": print(try HeadlineWorkload(path: words[1]).run())
            case 3: print(try Workload(name: words[0], folder: words[1], venue: words[2]).run())
            default:
                throw BenchFailure(
                    why: "usage: wick-bench prepare FOLDER | sentiment FILE | headlines FILE | WORKLOAD FOLDER VENUE")
            }
        } catch {
            let line = "wick-bench: \(error)\n"
            write(STDERR_FILENO, line, line.utf8.count)
            exit(1)
        }
    }
}

struct BenchFailure: Error, CustomStringConvertible {
    let why: String
    var description: String { why }
}

/// CPU time of this process, all threads, user and system.
func cpuSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
