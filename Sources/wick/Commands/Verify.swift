import ArgumentParser
import WickDomain
import WickFrames
import WickPipeline

struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check that recordings are whole, and say what is missing.",
        discussion: """
            Checks checksums, the order of receive times, every line, every frame, and the sequence of trade ids. Exit code 1 means that a
            recording is damaged; trades that never reached it are listed, but they are not damage.

              wick verify recordings/demo.wick.zst
              wick verify *.wick.zst --json
            """)

    @Argument(help: ArgumentHelp("Recordings.", valueName: "file"))
    var files: [String]

    @Flag(help: "One JSON object a recording.")
    var json = false

    func run() throws {
        var isSound = true
        for file in files {
            do throws(RecordingError) {
                let report = try VerifyReport(path: file)
                Console.print(json ? report.json : report.text)
                isSound = isSound && report.isIntact
                if !json { for problem in report.problems { Console.error("wick verify \(file): \(problem)") } }
            } catch {
                Console.error("wick verify \(file): \(error)")
                isSound = false
            }
        }
        if !isSound { throw ExitCode.failure }
    }
}
