import Foundation

/// The built `zbaudit`, run as an operator runs it.
enum Program {
    /// Path of the executable: it lies in the build folder, beside the tests' own or above it.
    static let path: String = {
        var folder = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/" {
            let candidate = folder.appending(path: "zbaudit").path
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder), !isFolder.boolValue,
                FileManager.default.isExecutableFile(atPath: candidate)
            {
                return candidate
            }
            folder.deleteLastPathComponent()
        }
        fatalError("there is no zbaudit in the build folder; build the package first")
    }()

    /// Runs the program with arguments.
    static func run(
        _ arguments: any Argument...,
        environment: [String: String] = [:],
        output: Launch.Output = .kept
    ) async throws -> Ended {
        try await launch(arguments, environment: environment, output: output).run()
    }

    /// Runs a command with its own arguments on a store, and with more arguments.
    static func run(_ command: [String], on store: any Argument, _ more: String...) async throws -> Ended {
        let rest: [any Argument] = Array(command.dropFirst()) + more
        return try await launch([command[0], store] + rest).run()
    }

    /// Prepares a run.
    static func launch(
        _ arguments: [any Argument],
        environment: [String: String] = [:],
        output: Launch.Output = .kept
    ) -> Launch {
        Launch(executable: path, arguments: arguments, environment: environment, output: output)
    }

    /// Runs a command line of the shell with a terminal as standard output and standard error; `$Z` is the program.
    ///
    /// - Returns: What the terminal showed, as `output`.
    static func runOnTerminal(_ command: String, environment: [String: String] = [:]) async throws -> Ended {
        var launch = Launch(executable: "/usr/bin/script")
        launch.arguments = ["-qec", command, "/dev/null"]
        launch.environment = environment.merging(["Z": path, "SHELL": "/bin/sh"]) { $1 }
        return try await launch.run()
    }

    /// Runs a command line of the shell; `$Z` is the program.
    static func runInShell(_ command: String, environment: [String: String] = [:]) async throws -> Ended {
        var launch = Launch(executable: "/bin/bash")
        launch.arguments = ["-c", command]
        launch.environment = environment.merging(["Z": path]) { $1 }
        return try await launch.run()
    }
}
