import WickNews

/// Reads a table of collected headlines, on one thread.
struct HeadlineWorkload {
    let path: String

    /// What was read and how long it took, as a JSON object.
    func run() throws -> String {
        let start = cpuSeconds()
        var file = try HeadlineImport(path: path)
        var count = 0
        while try file.next() != nil { count += 1 }
        return """
            {"workload":"headlines","rows":\(file.counts.rows),"headlines":\(count),\
            "duplicates":\(file.counts.duplicates),"cpu_seconds":\(cpuSeconds() - start)}
            """
    }
}
