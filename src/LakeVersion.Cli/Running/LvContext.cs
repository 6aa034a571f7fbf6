using System.Collections;
using System.Text;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Running;

/// <summary>All that the program takes from outside: streams, environment, folders, clock and chance. Tests bring their own.</summary>
internal sealed record LvContext
{
    /// <summary>Where answers go, as text.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where errors, warnings and progress go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What is read for a source <c>-</c>.</summary>
    public required Stream StandardInput { get; init; }

    /// <summary>Where content goes for a destination <c>-</c>; the same place as <see cref="Out"/>, which is flushed before.</summary>
    public required Stream StandardOutput { get; init; }

    /// <summary>True where a person sees <see cref="Out"/>.</summary>
    public bool IsOutTerminal { get; init; }

    /// <summary>True where a person sees <see cref="Error"/>.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>True where a person can answer questions.</summary>
    public bool IsInputTerminal { get; init; }

    /// <summary>The environment's variables.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>What relative local paths are relative to.</summary>
    public required string CurrentDirectory { get; init; }

    /// <summary>Where the user's own configuration is: the folder that holds <c>lakeversion/config.json</c>.</summary>
    public required string ConfigurationDirectory { get; init; }

    /// <summary>The author where nobody says another: user@host.</summary>
    public required string DefaultAuthor { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where ids come from.</summary>
    public IEntropy Entropy { get; init; } = SystemEntropy.Instance;

    /// <summary>The context of the real process.</summary>
    public static LvContext OfProcess()
    {
        // Plain streams: the console's own writers would add a byte order mark or lock on every line.
        var output = new PipedOutput(Console.OpenStandardOutput());
        var variables = System.Environment.GetEnvironmentVariables();
        return new LvContext
        {
            StandardInput = new InterruptibleStream(Console.OpenStandardInput()),
            StandardOutput = output,
            Out = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true),
            Error = new StreamWriter(Console.OpenStandardError(), new UTF8Encoding(false)) { AutoFlush = true },
            IsOutTerminal = !Console.IsOutputRedirected,
            IsErrorTerminal = !Console.IsErrorRedirected,
            IsInputTerminal = !Console.IsInputRedirected,
            Environment = variables.Cast<DictionaryEntry>().ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? "", StringComparer.Ordinal),
            CurrentDirectory = Directory.GetCurrentDirectory(),
            ConfigurationDirectory = System.Environment.GetFolderPath(System.Environment.SpecialFolder.ApplicationData),
            DefaultAuthor = $"{System.Environment.UserName}@{System.Environment.MachineName}",
        };
    }

    /// <summary>A variable's value; null where it is not set or empty.</summary>
    public string? Variable(string name) => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>A local path as a whole one.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, CurrentDirectory);
}
