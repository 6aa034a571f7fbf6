using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Serialization.Metadata;
using LakeVersion.Checks;
using LakeVersion.Cli.Lakes;
using LakeVersion.Cli.Output;
using LakeVersion.Cli.Parsing;
using LakeVersion.Cli.Running;
using LakeVersion.Parquet;
using LakeVersion.Snapshots;
using LakeVersion.Storage;

namespace LakeVersion.Cli.Verbs;

/// <summary>One run of a verb: what the command line said, the lake that it is about, and where the answer goes.</summary>
internal sealed class Invocation : IAsyncDisposable
{
    private readonly ParseResult parse;
    private readonly List<IAsyncDisposable> owned = [];
    private LakeFileSettings? file;
    private Lake? lake;
    private LakeOptions? lakeOptions;
    private IReadOnlyList<ICheck>? checks;
    private IReadOnlyList<IStoreProvider>? providers;

    public Invocation(LvContext context, ParseResult parse)
    {
        Context = context;
        this.parse = parse;
        Json = parse.GetValue(GlobalOptions.Json);
        Paint = Paint.For(context, context.IsOutTerminal && !Json);
    }

    public LvContext Context { get; }

    /// <summary>True where the answer is to be JSON.</summary>
    public bool Json { get; }

    /// <summary>Colours for <see cref="Out"/>.</summary>
    public Paint Paint { get; }

    /// <summary>Where text answers go.</summary>
    public TextWriter Out => Context.Out;

    /// <summary>Who opens other stores than folders; the same at each call.</summary>
    public IReadOnlyList<IStoreProvider> Providers =>
        providers ??= StoreSchemes.For(Endpoint);

    /// <summary>The address of the object store's server, by LAKEVERSION_ENDPOINT or <c>.lakeversion</c>; null leaves it to the location and AWS's environment.</summary>
    public string? Endpoint => Context.Variable("LAKEVERSION_ENDPOINT") ?? Settings.Endpoint;

    /// <summary>The checks that this run can make, for itself and where protection rules ask for them: those of <c>.lakeversion</c>, or others
    /// that are set before the lake is opened.</summary>
    public IReadOnlyList<ICheck> Checks
    {
        get => checks ??= Settings.Checks is { } path ? ChecksFlag.ReadFile(path) : [];
        set => checks = value;
    }

    /// <summary>The words behind <c>--</c>.</summary>
    public IReadOnlyList<string> AfterDashes =>
        [.. parse.Tokens.SkipWhile(token => token.Type != TokenType.DoubleDash).Skip(1).Select(token => token.Value)];

    private LakeFileSettings Settings => file ??= LakeFileSettings.Find(Context);

    public T? Get<T>(Option<T> option) => parse.GetValue(option);

    /// <summary>True where an option was given, with or without a value.</summary>
    public bool Has(Option option) => parse.GetResult(option) is { Implicit: false };

    public T Get<T>(Argument<T> argument) => parse.GetValue(argument)!;

    /// <summary>What the command asks for, by which an idempotency key that is used again is compared.</summary>
    /// <param name="without">An argument that counts by its content, which the caller adds; null for none.</param>
    public string Asked(Argument? without = null) => RequestText.Of(parse, without);

    /// <summary>The author: an option's value, LAKEVERSION_AUTHOR, <c>.lakeversion</c>, the user's configuration, user@host.</summary>
    public string Author(string? option) =>
        option ?? Context.Variable("LAKEVERSION_AUTHOR") ?? Settings.Author ?? LakeFileSettings.OfUser(Context).Author ?? Context.DefaultAuthor;

    /// <summary>The branch: the option, LAKEVERSION_BRANCH, <c>.lakeversion</c>, the lake's default.</summary>
    public string BranchName(Lake of) =>
        Get(GlobalOptions.Branch) ?? Context.Variable("LAKEVERSION_BRANCH") ?? Settings.Branch ?? of.DefaultBranch;

    /// <summary>Opens the lake that the command is about; a second call gives the same. It is closed at the end of the run.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="author">The author that an option named; null for none.</param>
    /// <param name="dryRun">True keeps all writes in memory.</param>
    public async ValueTask<Lake> OpenAsync(CancellationToken cancellationToken, string? author = null, bool dryRun = false)
    {
        if (lake is null)
        {
            var location = Place(null);
            var store = Store(location);
            lakeOptions = Options(author) with { Location = location };
            lake = Own(await Lake.OpenAsync(dryRun ? new DryRunStore(store, Context.Time) : store, lakeOptions, cancellationToken));
        }

        return lake;
    }

    /// <summary>The lake at a revision; null for the head of the chosen branch.</summary>
    public async ValueTask<LakeSnapshot> AtAsync(string? revision, CancellationToken cancellationToken)
    {
        var opened = await OpenAsync(cancellationToken);
        return await opened.AtAsync(revision ?? $"branch:{BranchName(opened)}", cancellationToken);
    }

    /// <summary>A location that was named, or the lake that commands here mean.</summary>
    public string Place(string? named) => named is null
        ? LakeLocation.Find(Context, Get(GlobalOptions.Lake), Settings)
        : LakeLocation.Resolve(named, Context.CurrentDirectory);

    /// <summary>The store at a location.</summary>
    public IObjectStore Store(string location)
    {
        var local = new LocalFolderOptions { TimeProvider = Context.Time, Entropy = Context.Entropy };
        return new StoreProviders(Providers, local).Open(location);
    }

    /// <summary>How sources of a command are opened: as the lake is, where it is of the same kind.</summary>
    public LakeOptions SourceOptions() => lake is null ? Options(null) : lakeOptions!;

    /// <summary>How a lake is opened for this run.</summary>
    public LakeOptions Options(string? author) => new()
    {
        Author = Author(author),
        Client = "lv/0.1.0",
        Providers = Providers,
        External = ExternalText.Read(Context.Variable("LAKEVERSION_EXTERNAL")),
        Parquet = ParquetEngines.ByName(Context.Variable(ParquetEngines.Variable)),
        Time = Context.Time,
        Entropy = Context.Entropy,
        UnsafeSingleWriter = IsSingleWriter(),
        Checks = Checks,
    };

    private bool IsSingleWriter()
    {
        if (!Get(GlobalOptions.UnsafeSingleWriter))
        {
            return false;
        }

        Warn("warning: --unsafe-single-writer: nothing keeps a second process that writes from overwriting commits unseen.");
        return true;
    }

    /// <summary>Disposes of something at the end of the run.</summary>
    public T Own<T>(T disposable)
        where T : IAsyncDisposable
    {
        owned.Add(disposable);
        return disposable;
    }

    /// <summary>Shows an answer: as JSON where that is asked for, else as the text that an action writes.</summary>
    public void Show<T>(T shape, JsonTypeInfo<T> json, Action<T> text)
    {
        try
        {
            if (Json)
            {
                Out.WriteLine(JsonText.Of(shape, json));
            }
            else
            {
                text(shape);
            }
        }
        catch (ReaderGoneException)
        {
            // The work is done, and its exit code stands whoever reads the words.
        }
    }

    /// <summary>A warning on standard error.</summary>
    public void Warn(string text) => Context.Error.WriteLine($"lv: {Printable.Lines(text)}");

    public async ValueTask DisposeAsync()
    {
        // What was opened later may lean on what was opened before.
        foreach (var disposable in Enumerable.Reverse(owned))
        {
            await disposable.DisposeAsync();
        }

        foreach (var provider in (providers ?? []).OfType<IDisposable>())
        {
            provider.Dispose();
        }
    }
}
