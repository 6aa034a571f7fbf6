using System.Text.Json;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Shapes;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Lakes;

/// <summary>What a <c>.lakeversion</c> file says, or the user's configuration. Never credentials.</summary>
internal sealed record LakeFileSettings
{
    public const string FileName = ".lakeversion";

    /// <summary>The lake's location; a relative folder is relative to the file.</summary>
    public string? Lake { get; init; }

    /// <summary>The branch.</summary>
    public string? Branch { get; init; }

    /// <summary>Who makes changes.</summary>
    public string? Author { get; init; }

    /// <summary>The address of an object store that is not the cloud's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>A file of checks (docs/checks.md); a relative path is relative to the file.</summary>
    public string? Checks { get; init; }

    /// <summary>The nearest <c>.lakeversion</c>, here or in a folder above; empty where there is none.</summary>
    public static LakeFileSettings Find(LvContext context)
    {
        for (var folder = new DirectoryInfo(context.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, FileName);
            if (File.Exists(file))
            {
                var settings = Read(file);
                return settings with
                {
                    Lake = settings.Lake is { } lake ? LakeLocation.Resolve(lake, folder.FullName) : null,
                    Checks = settings.Checks is { } checks ? Path.GetFullPath(checks, folder.FullName) : null,
                };
            }
        }

        return new LakeFileSettings();
    }

    /// <summary>The user's own configuration; empty where there is none.</summary>
    public static LakeFileSettings OfUser(LvContext context)
    {
        var file = Path.Combine(context.ConfigurationDirectory, "lakeversion", "config.json");
        return File.Exists(file) ? Read(file) : new LakeFileSettings();
    }

    private static LakeFileSettings Read(string file)
    {
        try
        {
            var settings = JsonSerializer.Deserialize(File.ReadAllText(file), LvJson.Default.LakeFileSettings) ?? new LakeFileSettings();
            LakeLocation.CheckNoCredentials(settings.Lake, file);
            return settings;
        }
        catch (JsonException e)
        {
            throw LakeException.Invalid($"{file} is not a settings file: {e.Message} Expected JSON with lake, branch, author, endpoint, checks.", e);
        }
    }
}
