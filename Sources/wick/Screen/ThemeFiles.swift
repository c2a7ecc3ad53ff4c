import Foundation
import TOMLKit
import WickTerminal

/// Reads the themes that come with the program and the user's own.
enum ThemeFiles {
    static func load(environment: [String: String] = ProcessInfo.processInfo.environment) -> ThemeBook {
        var files: [ThemeFile] = []
        var problems: [String] = []
        for folder in folders(environment) {
            // A folder that is not there holds no themes.
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            for name in names.sorted() where name.hasSuffix(".toml") {
                do {
                    files.append(try read("\(folder)/\(name)", name: String(name.dropLast(5))))
                } catch {
                    problems.append("\(error)")
                }
            }
        }
        return ThemeBook(files: files, problems: problems)
    }

    private static func folders(_ environment: [String: String]) -> [String] {
        let own = try? UserFolders(environment: environment).path(.configuration)
        // Without the shipped themes there is still the one in the program.
        let shipped = try? ShareFolder.current.path(of: "themes", for: "themes")
        return [shipped, own.map { "\($0)/themes" }].compactMap(\.self)
    }

    private static func read(_ path: String, name: String) throws -> ThemeFile {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw CommandFailure(what: path, why: "cannot be read: \(error.localizedDescription)")
        }
        if let fault = TOMLGuard.fault(in: text) {
            throw CommandFailure(what: "\(path):\(fault.line)", why: fault.reason)
        }
        do {
            let table = try TOMLTable(string: text)
            let entries = table.keys.sorted().map { key in
                // What is no text is no colour either, and is named as such.
                let value = table[key]?.string ?? table[key].map { "\($0)" } ?? ""
                return ThemeFile.Entry(key: key, value: value, line: line(of: key, in: text))
            }
            return ThemeFile(name: name, path: path, entries: entries)
        } catch let error as TOMLParseError {
            throw CommandFailure(what: "\(path):\(error.source.begin.line)", why: error.description)
        }
    }

    private static func line(of key: String, in text: String) -> Int {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let index = lines.firstIndex { line in
            line.split(separator: "=").first.map { $0.trimmingCharacters(in: .whitespaces) == key } ?? false
        }
        return (index ?? 0) + 1
    }
}
