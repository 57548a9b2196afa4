#include "runner/account.h"

void account_open(struct account *account)
{
    if (account->opened)
        return;
    account->opened = true;
    account->gil_at_start = account->gil_on = interpreter_gil_is_on();
    gcpause_watch(&account->pause);
    if (!account->gil_on)
        gilwatch_begin(&account->gil);
}

void account_refresh(struct account *account)
{
    account->gil_on = interpreter_gil_is_on();
    account->switch_interval_ns = interpreter_switch_interval_ns();
    account->before = interpreter_collections();
}

void account_close(struct account *account)
{
    account->gil_on = interpreter_gil_is_on();
    account->after = interpreter_collections();
    account->closed = true;
}
