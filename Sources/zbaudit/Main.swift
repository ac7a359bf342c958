internal import ZbauditCommands

/// The program: everything is in `ZbauditCommands`, so that tests can call it.
@main
struct Main {
    static func main() async {
        await Zbaudit.runAndExit()
    }
}
