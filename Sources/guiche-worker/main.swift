import Posix

ThisProcess.exit(Worker.run(CommandLine.arguments.dropFirst()))
