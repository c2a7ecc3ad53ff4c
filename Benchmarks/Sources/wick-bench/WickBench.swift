import Glibc
import WickDomain

/// Measures one workload in this process and prints one JSON object; `Benchmarks/run` alternates it with its baseline.
///
///     wick-bench prepare FOLDER                    makes the input
///     wick-bench trades|candles|read|write FOLDER kraken|binance
///     wick-bench sockets PORT CA CONTENT           against socket_server.py: filler, kraken or binance
///     wick-bench feed PORT CA kraken|binance       the same server's lines, up to candles
///     wick-bench indicators|features|stage FOLDER  on minutes
///     wick-bench store-prepare|store-sample|store-insert|store-matrix|store-open|store-contention FOLDER
///     wick-bench learning-prepare FOLDER DAYS
///     wick-bench learning FOLDER
///     wick-bench training-rows|training-predict|training-latency DB ARGUMENT
///     wick-bench sentiment FILE
///     wick-bench headlines FILE.csv
@main
struct WickBench {
    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            switch words.count {
            case 2 where words[0] == "prepare":
                try await Input.prepare(folder: words[1])
                try CandleInput.prepare(folder: words[1])
            case 2 where CandleWorkload.names.contains(words[0]):
                print(try CandleWorkload(name: words[0], folder: words[1]).run())
            case 4 where words[0] == "sockets":
                print(try await SocketWorkload(port: words[1], authority: words[2]).sockets(words[3]))
            case 4 where words[0] == "feed":
                guard let venue = Venue(rawValue: words[3]) else { throw BenchFailure(why: "no venue '\(words[3])'") }
                print(try await SocketWorkload(port: words[1], authority: words[2]).feed(venue))
            case 2 where words[0].hasPrefix("store-"): print(try StoreWorkload(folder: words[1]).run(words[0]))
            case 3 where words[0] == "learning-prepare":
                try LearningWorkload.prepare(folder: words[1], days: Int(words[2]) ?? 30)
            case 2 where words[0] == "learning": print(try LearningWorkload.run(folder: words[1]))
            case 3 where words[0].hasPrefix("training-"):
                print(try TrainingWorkload.run(words[0], database: words[1], argument: words[2]))
            case 2 where words[0] == "sentiment": print(try SentimentWorkload(path: words[1]).run())
            case 2 where words[0] == "headlines": print(try HeadlineWorkload(path: words[1]).run())
            case 3: print(try Workload(name: words[0], folder: words[1], venue: words[2]).run())
            default:
                throw BenchFailure(
                    why: "usage: wick-bench prepare FOLDER | WORKLOAD FOLDER [VENUE] | sockets PORT CA CONTENT | "
                        + "feed PORT CA VENUE")
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
