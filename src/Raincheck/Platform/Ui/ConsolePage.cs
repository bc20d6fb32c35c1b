using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.WebUtilities;

namespace Raincheck.Platform.Ui;

/// <summary>The base class of the console's pages: address, ledger, and a cancellation token for leaving the page.</summary>
public abstract class ConsolePage : ComponentBase, IDisposable
{
    /// <summary>Between two words to a page there is at least this long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(300);

    private readonly CancellationTokenSource gone = new();
    private bool isLeft;
    private long asked;
    private string path = "";

    protected ConsolePage() => PageAborted = gone.Token;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private protected ConsoleLedger Console { get; set; } = null!;

    [Inject]
    private protected LocalTime Local { get; set; } = null!;

    [Inject]
    private protected LiveChanges Live { get; set; } = null!;

    [CascadingParameter]
    private protected Task<AuthenticationState> SignedIn { get; set; } = null!;

    /// <summary>Cancels reads when the page is left.</summary>
    protected CancellationToken PageAborted { get; }

    /// <summary>The query string.</summary>
    private protected QueryCollection Query => new(QueryHelpers.ParseQuery(Navigation.ToAbsoluteUri(Navigation.Uri).Query));

    /// <summary>This page's address with other values behind the question mark; null takes one away.</summary>
    private protected string AddressWith(params ReadOnlySpan<(string Name, object? Value)> changes)
    {
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in changes)
            values[name] = value is "" ? null : value;
        return Navigation.GetUriWithQueryParameters(values);
    }

    protected override void OnInitialized()
    {
        path = PathNow;
        Navigation.LocationChanged += Moved;
    }

    /// <summary>The page is still there and its address says something else: back, forward, a filter.</summary>
    private protected virtual Task AddressChangedAsync() => Task.CompletedTask;

    /// <summary>
    /// What the page is to show. Readings overlap: the address changes while what somebody else did is being read. The one that was
    /// asked for last counts, however late the others come.
    /// </summary>
    /// <returns>What was read, and whether it counts.</returns>
    private protected async Task<(T Value, bool Counts)> NewestAsync<T>(Task<T> reading)
    {
        var mine = ++asked;
        var value = await reading;
        return (value, mine == asked);
    }

    /// <summary>Calls back when something changed, until the page is left. For <c>OnAfterRenderAsync</c>, where there is a browser.</summary>
    private protected async Task FollowAsync(Func<Changes, Task> handler)
    {
        using var feed = Live.Open();
        try
        {
            while (true)
            {
                var changes = await feed.NextAsync(PageAborted);
                await InvokeAsync(() => handler(changes));
                await Task.Delay(Rest, PageAborted);
            }
        }
        catch (OperationCanceledException) when (PageAborted.IsCancellationRequested) { }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }

    public void Dispose()
    {
        if (isLeft)
            return;
        isLeft = true;
        Navigation.LocationChanged -= Moved;
        Leave();
        gone.Cancel();
        gone.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of what the page holds.</summary>
    protected virtual void Leave() { }

    private string PathNow => Navigation.ToAbsoluteUri(Navigation.Uri).AbsolutePath;

    private void Moved(object? sender, LocationChangedEventArgs e)
    {
        // Of another path its parameters tell: a page that stays is given the new ones.
        var isHere = PathNow == path;
        path = PathNow;
        // What goes wrong in it is told to the page's error boundary.
        if (isHere)
            _ = InvokeAsync(FollowAddressAsync);
    }

    private async Task FollowAddressAsync()
    {
        try
        {
            await AddressChangedAsync();
            StateHasChanged();
        }
        catch (OperationCanceledException) when (isLeft) { }
        catch (Exception e)
        {
            await DispatchExceptionAsync(e);
        }
    }
}
