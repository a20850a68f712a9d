import Posix

ThisProcess.exit(Responder.run(CommandLine.arguments.dropFirst()))
