using System.Globalization;
using CsCheck;
using LakeVersion.Testing;

namespace LakeVersion.Storage.Tests;

/// <summary>Every store lists as a sorted set of names does.</summary>
public sealed class ListingModelTests
{
    private static readonly Gen<string> Segment = OneOf("a", "b", "ab", "a-", "a.", "a0", "a b", "é", "\ue000", "\U0001f600", "~");
    private static readonly Gen<string> Name = Segment.List[1, 3].Select(static segments => string.Join('/', segments));

    // Texts around names, whole and cut, so that bounds fall inside segments and on slashes.
    private static readonly Gen<string> Around =
        Gen.Select(Name, OneOf("", "/", "0", "-"), Gen.Int[0, 12], static (name, end, cut) => Cut(name + end, cut));

    private static readonly Gen<ListRequest> Request = Gen.Select(
        Gen.OneOf(Gen.Const(""), Around), Gen.OneOf(Gen.Const((string?)null), Around), Gen.Bool, Gen.Int[-1, 6],
        static (prefix, startAfter, folders, limit) => new ListRequest
        {
            Prefix = prefix,
            StartAfter = startAfter,
            Folders = folders,
            Limit = limit < 0 ? null : limit,
        });

    private static readonly Gen<(List<string> Names, List<ListRequest> Requests)> Case =
        Gen.Select(Name.List[0, 14], Request.List[6], static (names, requests) => (names, requests));

    [Fact]
    public Task A_memory_store_lists_as_a_sorted_set() => CheckAsync(static () => new MemoryStore(), 2_000);

    [Fact]
    public Task A_folder_lists_as_a_sorted_set() => CheckAsync(static () => new RecordingFileLayer().OpenStore(), 1_000);

    [Fact]
    public async Task A_folder_of_the_real_disk_lists_as_a_sorted_set()
    {
        using var folder = new TemporaryFolder();
        var n = 0;
        await CheckAsync(() => new LocalFolderStore(folder.Of(Interlocked.Increment(ref n).ToString(CultureInfo.InvariantCulture))), 15);
    }

    private static Task CheckAsync(Func<IObjectStore> open, int iterations) => Case.SampleAsync(
        async sample =>
        {
            var store = open();
            var model = new SortedSet<string>(Utf8Order.Comparer);
            foreach (var name in sample.Names.Where(name => !Clashes(model, name)))
            {
                await store.PutAsync(StoreKey.Parse(name), "x"u8.ToArray());
                model.Add(name);
            }

            foreach (var request in sample.Requests)
            {
                var listed = await store.ListAsync(request).Select(static item => item.Name).ToListAsync();
                Assert.Equal(Expect(model, request), listed);
            }
        },
        iter: iterations);

    private static IEnumerable<string> Expect(SortedSet<string> model, ListRequest request) => model
        .Where(name => name.StartsWith(request.Prefix, StringComparison.Ordinal))
        .Select(name => request.Folders ? Fold(name, request.Prefix.Length) : name)
        .Distinct()
        .Where(name => request.StartAfter is null || Utf8Order.Compare(name, request.StartAfter) > 0)
        .Take(request.Limit ?? int.MaxValue);

    private static string Fold(string name, int from)
    {
        var slash = name.IndexOf('/', from);
        return slash < 0 ? name : name[..(slash + 1)];
    }

    // A folder on disk cannot hold an object and others below it.
    private static bool Clashes(SortedSet<string> names, string name) => names.Any(other =>
        other.StartsWith(name + "/", StringComparison.Ordinal) || name.StartsWith(other + "/", StringComparison.Ordinal));

    private static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static string Cut(string text, int length)
    {
        var end = Math.Min(length, text.Length);
        return end > 0 && end < text.Length && char.IsHighSurrogate(text[end - 1]) ? text[..(end - 1)] : text[..end];
    }
}
