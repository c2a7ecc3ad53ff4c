import ArgumentParser
import WickStore

struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Copy one moment of the store into a new file, also while it is being written.",
        discussion: """
            The copy is read back before it gets its name. A file that is there already is never replaced.

              wick backup ~/wick-2026-03-02.db
            """)

    @Argument(help: ArgumentHelp("The file to make.", valueName: "file"))
    var file: String

    @OptionGroup var source: ConfigurationArguments
    @OptionGroup var database: DatabaseArguments

    func run() throws {
        let store = try database.open(try source.load(for: "backup"), .readOnly, for: "backup")
        var bar = ProgressBar(title: "backup")
        do throws(StoreError) {
            try store.backup(to: file) { step in
                bar.show(step.copiedPages, of: step.totalPages, unit: "pages")
            }
        } catch {
            bar.clear()
            throw CommandFailure("backup", error)
        }
        bar.clear()
        Console.print(file)
    }
}
