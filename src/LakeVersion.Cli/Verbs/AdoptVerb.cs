using System.CommandLine;
using LakeVersion.Adopting;
using LakeVersion.Cli.Local;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Cli.Writing;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs;

/// <summary><c>lv adopt</c>: registers objects where they are, or takes them over.</summary>
internal sealed class AdoptVerb : Verb
{
    private readonly Argument<string> source = new("source")
    {
        Description = "An object, a folder, a pattern (s3://bucket/drop/**/*.csv), or a Delta table: s3://…, file:///… or a path. For a lake in S3, local ones want --copy",
    };

    private readonly Argument<string> path = new("path")
    {
        Description = "The path in the lake: of the object, of the folder that keeps the objects' names, or of the table",
    };

    private readonly Option<bool> hash = new("--hash") { Description = "Read the content once, so that its SHA-256 is known and checked ever after" };
    private readonly Option<bool> copy = new("--copy") { Description = "Store the content in the lake, which owns it from then on" };
    private readonly Option<bool> replace = new("--replace") { Description = "Replace files that are at the paths already, such as objects that changed since. Never tables" };
    private readonly CommitFlags commit = new();

    public AdoptVerb()
        : base(
            "adopt",
            "Make objects files or a table of the lake where they are, in one commit. A Delta table keeps its history.",
            "lv adopt s3://raw/sensors/2026 sensors/2026 -m \"Sensors of 2026\"",
            "lv adopt s3://warehouse/orders tables/orders --dry-run",
            "lv adopt 's3://raw/drop/**/*.parquet' drop --hash",
            "lv adopt file:///data/photos photos --copy")
    {
        Add(source);
        Add(path);
        Add(hash);
        Add(copy);
        Add(replace);
        commit.AddTo(this);
    }

    protected override async Task<int> RunAsync(Invocation run, CancellationToken cancellationToken)
    {
        if (run.Get(hash) && run.Get(copy))
        {
            throw LakeException.Invalid("--hash and --copy exclude each other: what is copied is hashed too.");
        }

        var session = await WriteSession.BeginAsync(run, commit, raw: false, cancellationToken);
        if (await session.ShowDoneAsync("adopt", cancellationToken))
        {
            return ExitCode.Done;
        }

        var target = await session.TargetAsync(run.Get(path), cancellationToken);
        var from = OutsideText.IsOutside(run.Get(source)) ? run.Get(source) : run.Context.FullPath(run.Get(source));
        AdoptResult? result = null;
        await LongWork.RunAsync(run.Context, "Adopting", LongWork.UnknownSteps, async step =>
        {
            var options = new AdoptOptions
            {
                Mode = run.Get(copy) ? AdoptMode.Copy : run.Get(hash) ? AdoptMode.Hash : AdoptMode.Register,
                Replace = run.Get(replace),
                ContentType = ContentTypes.Of,
                Adopted = _ => step(1),
            };
            result = await session.Change.AdoptAsync(from, target, options, cancellationToken);
        });
        if (result!.MissingOlderFiles > 0)
        {
            run.Warn($"{Printable.Count(result.MissingOlderFiles, "file")} of older versions are gone from the source; those versions cannot be read.");
        }

        return await session.FinishAsync("adopt", Message(run, result, target), Figures(result), cancellationToken);
    }

    private static Dictionary<string, long> Figures(AdoptResult result)
    {
        var figures = new Dictionary<string, long> { [result.IsTable ? "dataFiles" : "files"] = result.Files, ["bytes"] = result.Bytes };
        if (result.IsTable)
        {
            figures["versions"] = result.Versions;
        }

        return figures;
    }

    // The source without options; a location with credentials was refused before.
    private string Message(Invocation run, AdoptResult result, string target) =>
        $"Adopt {(result.IsTable ? "the table" : Printable.Count(result.Files, "file"))} at {OutsideText.Parse(run, run.Get(source)).Name} as {(target.Length == 0 ? "/" : target)}";
}
