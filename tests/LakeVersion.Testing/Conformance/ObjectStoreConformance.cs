using LakeVersion.Storage;

namespace LakeVersion.Testing.Conformance;

/// <summary>What every store must do. A test project inherits it once a store, and gives it a store.</summary>
public abstract class ObjectStoreConformance : ObjectVersionConformance
{
    private const int Racers = 32;

    /// <summary>How many names are raced for.</summary>
    protected virtual int RaceRounds => 10;

    [Fact]
    public async Task An_object_reads_back_as_it_was_put()
    {
        var store = await OpenAsync();
        await store.PutAsync(Key("a/b"), Bytes("hello"));
        Assert.Equal("hello", Text(await store.GetAsync(Key("a/b"))));
    }

    [Fact]
    public async Task What_is_not_there_is_null()
    {
        var store = await OpenAsync();
        await store.PutAsync(Key("a/b"), Bytes("x"));
        foreach (var key in new[] { "none", "a", "a/b/c", "a/none", "none/b" })
        {
            Assert.Null(await store.GetAsync(Key(key)));
            Assert.Null(await store.GetRangeAsync(Key(key), 0, 1));
            Assert.Null(await store.StatAsync(Key(key)));
        }
    }

    [Fact]
    public async Task An_object_that_was_looked_for_too_early_is_found_once_it_is_there()
    {
        var store = await OpenAsync();
        Assert.Null(await store.GetAsync(Key("late")));
        Assert.Null(await store.GetRangeAsync(Key("late"), 0, 2));
        await store.PutAsync(Key("late"), Bytes("here"));
        Assert.Equal("here", Text(await store.GetAsync(Key("late"))));
        Assert.Equal("he", Text(await store.GetRangeAsync(Key("late"), 0, 2)));
    }

    [Fact]
    public async Task An_empty_object_is_an_object()
    {
        var store = await OpenAsync();
        await store.PutAsync(Key("empty"), ReadOnlyMemory<byte>.Empty);
        Assert.Equal("", Text(await store.GetAsync(Key("empty"))));
        Assert.Equal("", Text(await store.GetRangeAsync(Key("empty"), 0, 5)));
        Assert.Equal(0, (await store.StatAsync(Key("empty")))?.SizeBytes);
        Assert.Equal(CreateResult.Exists, (await store.CreateAsync(Key("empty"), Bytes("x"))).Result);
    }

    [Fact]
    public async Task A_put_replaces()
    {
        var store = await OpenAsync();
        var key = Key(ChangingFolder + "a");
        await store.PutAsync(key, Bytes("a long first version"));
        await store.PutAsync(key, Bytes("second"));
        Assert.Equal("second", Text(await store.GetAsync(key)));
        Assert.Equal(6, (await store.StatAsync(key))?.SizeBytes);
    }

    [Theory]
    [InlineData(0, 10, "0123456789")]
    [InlineData(0, 3, "012")]
    [InlineData(3, 4, "3456")]
    [InlineData(8, 5, "89")]
    [InlineData(10, 5, "")]
    [InlineData(99, 5, "")]
    [InlineData(4, 0, "")]
    [InlineData(9, int.MaxValue, "9")]
    [InlineData(long.MaxValue, int.MaxValue, "")]
    public async Task A_range_ends_where_the_object_ends(long offset, int length, string expected)
    {
        var store = await OpenAsync();
        await store.PutAsync(Key("digits"), Bytes("0123456789"));
        Assert.Equal(expected, Text(await store.GetRangeAsync(Key("digits"), offset, length)));
        Assert.Equal(expected, Text(await store.GetRangeAsync(Key("digits"), offset, length)));
    }

    [Fact]
    public async Task A_range_of_negative_size_or_place_is_refused()
    {
        var store = await OpenAsync();
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.GetRangeAsync(Key("a"), -1, 1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await store.GetRangeAsync(Key("a"), 0, -1));
    }

    [Fact]
    public async Task A_large_stream_is_stored_whole_from_where_it_stands_and_left_open()
    {
        var store = await OpenAsync();
        var content = new byte[(17 << 20) + 13];
        new Random(1).NextBytes(content);
        using var source = new TrickleStream(content);
        source.ReadExactly(new byte[7]);

        Assert.Equal(content.Length - 7, await store.PutAsync(Key("large"), source));

        Assert.True(source.CanRead);
        Assert.True((await store.GetAsync(Key("large")))!.Value.Span.SequenceEqual(content.AsSpan(7)));
        var range = await store.GetRangeAsync(Key("large"), 9_000_000, 1_000);
        Assert.True(range!.Value.Span.SequenceEqual(content.AsSpan(9_000_007, 1_000)));
    }

    [Fact]
    public async Task An_empty_stream_is_stored_as_an_empty_object()
    {
        var store = await OpenAsync();
        Assert.Equal(0, await store.PutAsync(Key("empty"), Stream.Null));
        Assert.Equal("", Text(await store.GetAsync(Key("empty"))));
    }

    [Fact]
    public async Task A_stream_that_fails_leaves_what_was_there()
    {
        var store = await OpenAsync();
        var key = Key(ChangingFolder + "a");
        await store.PutAsync(key, Bytes("first"));
        using var source = new TrickleStream(new byte[100_000], failAt: 50_000);
        await Assert.ThrowsAnyAsync<Exception>(async () => await store.PutAsync(key, source));
        Assert.Equal("first", Text(await store.GetAsync(key)));
    }

    [Fact]
    public async Task Memory_handed_in_is_the_callers_again()
    {
        var store = await OpenAsync();
        var content = Bytes("mine");
        await store.PutAsync(Key("put"), content);
        await store.CreateAsync(Key("created"), content);
        content.AsSpan().Fill((byte)'!');
        Assert.Equal("mine", Text(await store.GetAsync(Key("put"))));
        Assert.Equal("mine", Text(await store.GetAsync(Key("created"))));
    }

    [Fact]
    public async Task A_create_succeeds_once_and_the_first_content_stays()
    {
        var store = await OpenAsync();
        Assert.Equal(new CreateOutcome(CreateResult.Created), await store.CreateAsync(Key("log/1"), Bytes("first")));
        Assert.Equal(new CreateOutcome(CreateResult.Exists), await store.CreateAsync(Key("log/1"), Bytes("second")));
        Assert.Equal("first", Text(await store.GetAsync(Key("log/1"))));
    }

    [Fact]
    public async Task A_create_finds_what_a_put_stored_and_succeeds_after_its_deletion()
    {
        var store = await OpenAsync();
        var key = Key(ChangingFolder + "a");
        await store.PutAsync(key, Bytes("put"));
        Assert.Equal(CreateResult.Exists, (await store.CreateAsync(key, Bytes("created"))).Result);
        await store.DeleteAsync([key]);
        Assert.Equal(CreateResult.Created, (await store.CreateAsync(key, Bytes("created"))).Result);
        Assert.Equal("created", Text(await store.GetAsync(key)));
    }

    [Fact]
    public async Task Of_many_creators_of_one_name_exactly_one_wins_and_its_content_stands_whole()
    {
        var store = await OpenAsync();
        for (var round = 0; round < RaceRounds; round++)
        {
            var key = Key($"race/{round}");
            using var start = new SemaphoreSlim(0);
            var races = Enumerable.Range(0, Racers).Select(racer => Task.Run(async () =>
            {
                await start.WaitAsync();
                return (racer, (await store.CreateAsync(key, RacerContent(racer))).Result);
            })).ToList();
            start.Release(Racers);
            var outcomes = await Task.WhenAll(races);

            var winner = Assert.Single(outcomes, static outcome => outcome.Result == CreateResult.Created).racer;
            Assert.Equal(Racers - 1, outcomes.Count(static outcome => outcome.Result == CreateResult.Exists));
            Assert.True((await store.GetAsync(key))!.Value.Span.SequenceEqual(RacerContent(winner)));
        }
    }

    [Fact]
    public async Task Deleting_removes_exactly_the_keys_given_and_absent_ones_are_no_error()
    {
        var store = await OpenAsync();
        var keys = Enumerable.Range(0, 1_100).Select(static n => $"{ChangingFolder}{n % 7}/{n}").ToList();
        await FillAsync(store, [.. keys, ChangingFolder + "kept"]);

        await store.DeleteAsync([.. keys.Select(Key), Key(ChangingFolder + "never"), Key("nowhere/never")]);

        Assert.Equal([ChangingFolder + "kept"], await NamesAsync(store, new ListRequest()));
        Assert.Null(await store.GetAsync(Key(keys[5])));
        await store.DeleteAsync([]);
    }

    [Fact]
    public async Task An_object_tells_its_size_and_its_time_by_the_stores_clock()
    {
        var store = await OpenAsync();
        var before = await store.GetTimeAsync();
        await store.PutAsync(Key("a"), Bytes("12345"));
        var after = await store.GetTimeAsync();

        var info = await store.StatAsync(Key("a"));
        Assert.Equal(5, info?.SizeBytes);

        // Object stores count time in seconds.
        Assert.InRange(info!.Value.Modified, before.AddSeconds(-1), after.AddSeconds(1));
        Assert.Equal(TimeSpan.Zero, info.Value.Modified.Offset);
        Assert.Equal(TimeSpan.Zero, before.Offset);
    }

    [Fact]
    public async Task Settling_is_allowed_for_what_is_there_and_what_is_not()
    {
        var store = await OpenAsync();
        await store.PutAsync(Key("a/b"), Bytes("x"));
        await store.SettleAsync(Key("a/b"));
        await store.SettleAsync(Key("a/none"));
        await store.SettleAsync(Key("none/none"));
    }

    [Fact]
    public async Task Cancellation_passes_as_it_is_and_nothing_is_written()
    {
        var store = await OpenAsync();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        var token = source.Token;
        var key = Key("cancelled");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.PutAsync(key, Bytes("x"), token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.PutAsync(key, new MemoryStream([1]), token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.CreateAsync(key, Bytes("x"), token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.GetAsync(key, token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.GetRangeAsync(key, 0, 1, token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.StatAsync(key, token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.DeleteAsync([key], token));
        Assert.Null(await store.StatAsync(key));
    }

    [Fact]
    public async Task A_key_that_was_never_parsed_is_invalid()
    {
        var store = await OpenAsync();
        foreach (var use in new Func<Task>[]
        {
            async () => await store.GetAsync(default),
            async () => await store.PutAsync(default, Bytes("x")),
            async () => await store.CreateAsync(default, Bytes("x")),
            async () => await store.DeleteAsync([default]),
        })
        {
            Assert.Equal(LakeErrorKind.Invalid, (await Assert.ThrowsAsync<LakeException>(use)).Kind);
        }
    }

    private static byte[] RacerContent(int racer)
    {
        var content = new byte[5_000];
        content.AsSpan().Fill((byte)racer);
        return content;
    }
}
